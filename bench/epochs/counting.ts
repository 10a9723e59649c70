import { createEngine, type RunTable } from '../../main/engine/engine.ts'
import type { SourceInstance, SourceMessage } from '../../main/engine/hosted/contract.ts'
import type { StateStore } from '../../main/engine/ports.ts'
import { documentSchema } from '../../shared/graph/schema.ts'
import { createMessage, createOrigin } from '../../shared/message.ts'
import { run as deserialize, spec as deserializeSpec } from '../../shared/operators/deserialize.ts'
import { compileCel } from '../../shared/operators/lib/cel.ts'
import { compileTemplate } from '../../shared/operators/lib/template.ts'
import { webTextCodec } from '../../shared/operators/lib/text-codec.ts'
import { run as serialize, spec as serializeSpec } from '../../shared/operators/serialize.ts'
import { run as statefulMap, spec as statefulMapSpec } from '../../shared/operators/stateful-map.ts'
import { benchPorts } from '../lib/ports.ts'
import { benchSink, benchSpec } from '../lib/start.ts'

/** Totals by customer: JSON in, a state of two numbers for each of 1,000 keys, JSON out. The ids are as a broker's. */
const keys = 1_000
const batchSize = 500
const state =
  '{"count": state == null ? 1 : state.count + 1, "sum": state == null ? value.total : state.sum + value.total}'

const document = documentSchema.parse({
  format: 'sluice/1',
  id: 'bench',
  name: 'Bench',
  nodes: [
    { id: 'read', operator: 'orders' },
    { id: 'decode', operator: 'deserialize', config: { serde: 'json' } },
    { id: 'total', operator: 'stateful-map', config: { state } },
    { id: 'encode', operator: 'serialize', config: { serde: 'json' } },
    { id: 'write', operator: 'output' },
  ],
  edges: [
    { from: 'read.out', to: 'decode.in' },
    { from: 'decode.out', to: 'total.in' },
    { from: 'total.out', to: 'encode.in' },
    { from: 'encode.out', to: 'write.in' },
  ],
})

const payloads = Array.from({ length: 512 }, (_, id) =>
  webTextCodec.encode(
    JSON.stringify({
      order_id: `ORD-${id}`,
      customer: 'Ada Lovelace',
      total: (id % 30) + 0.5,
      currency: 'CHF',
      note: 'leave at the door',
    }),
  ),
)

const specs = {
  orders: benchSpec('orders', 'source', 'one'),
  output: benchSpec('output', 'sink', 'none'),
  deserialize: deserializeSpec,
  'stateful-map': statefulMapSpec,
  serialize: serializeSpec,
}

export interface Counted {
  readonly acked: number
  readonly written: number
}

/** What every candidate does; the store is closed by the run. */
export async function count(messages: number, store: StateStore | null): Promise<Counted> {
  const counted = { acked: 0, written: 0 }
  const runs = {
    orders: () => ordersSource(messages, (ids) => (counted.acked += ids)),
    output: () => benchSink(() => void counted.written++),
    deserialize,
    'stateful-map': statefulMap,
    serialize,
  }
  const language = { compile: compileCel, template: compileTemplate }
  const start = createEngine(specs, runs as RunTable, language)
  const pipeline = await start(document, { ...benchPorts, state: store }, { runId: 'bench', seed: 1 })
  while (counted.written < messages && pipeline.failure === null) await benchPorts.clock.yield()
  await pipeline.drain()
  if (pipeline.failure !== null) throw new Error(pipeline.failure.message)
  return counted
}

function ordersSource(messages: number, acknowledged: (count: number) => void): SourceInstance {
  let made = 0
  return {
    redelivers: true,
    open: async () => {},
    async pull(max) {
      const size = Math.min(max, batchSize, messages - made)
      return size === 0 ? null : Array.from({ length: size }, () => order(made++))
    },
    wake: () => {},
    ack: async (ids) => acknowledged(ids.length),
    nack: () => {},
    close: async () => {},
  }
}

function order(number: number): SourceMessage {
  const payload = payloads[number % payloads.length] as Uint8Array
  const origin = createOrigin('persistent://public/default/orders', `7:${number}:-1:-1`, { size: payload.length })
  return { message: createMessage(payload, origin, { key: `customer-${(number * 7_919) % keys}` }), id: number }
}
