import type { RunTable } from '../../main/engine/engine.ts'
import { run as deserialize, spec as deserializeSpec } from '../../shared/operators/deserialize.ts'
import { run as filter, spec as filterSpec } from '../../shared/operators/filter.ts'
import { compileCel } from '../../shared/operators/lib/cel.ts'
import { compileTemplate } from '../../shared/operators/lib/template.ts'
import { run as map, spec as mapSpec } from '../../shared/operators/map.ts'
import { run as serialize, spec as serializeSpec } from '../../shared/operators/serialize.ts'
import { benchSink, benchSource, benchSpec, runBenchGraph } from '../lib/start.ts'
import { condition, fields, Orders, Output, type Written } from './orders.ts'

const nodes = [
  { id: 'read', operator: 'orders' },
  { id: 'decode', operator: 'deserialize', config: { serde: 'json' } },
  { id: 'large', operator: 'filter', config: { condition } },
  { id: 'add', operator: 'map', config: { fields } },
  { id: 'encode', operator: 'serialize', config: { serde: 'json' } },
  { id: 'write', operator: 'output' },
]

const edges = [
  'read.out>decode.in',
  'decode.out>large.in',
  'large.out>add.in',
  'add.out>encode.in',
  'encode.out>write.in',
]

/** The real operators, drawn. */
export async function run(count: number): Promise<Written> {
  const orders = new Orders(count)
  const output = new Output()
  const specs = {
    orders: benchSpec('orders', 'source', 'one'),
    output: benchSpec('output', 'sink', 'none'),
    deserialize: deserializeSpec,
    filter: filterSpec,
    map: mapSpec,
    serialize: serializeSpec,
  }
  const runs = {
    orders: () => benchSource(orders),
    output: () => benchSink((message) => output.take(message.value as Uint8Array)),
    deserialize,
    filter,
    map,
    serialize,
  }
  const language = { compile: compileCel, template: compileTemplate }
  await runBenchGraph({ specs, runs: runs as RunTable, language, nodes, edges })
  return { acked: orders.acked, messages: output.messages, bytes: output.bytes }
}
