import { describe, expect, it } from 'vitest'
import type { Broker, HttpPort, ScriptHost } from '../../main/engine/ports.ts'
import { runGraph, runOperator } from '../../main/engine/testing/harness.ts'
import { createManualClock } from '../../main/engine/testing/manual-clock.ts'
import { createMemoryFiles } from '../../main/engine/testing/memory-files.ts'
import { createScriptedBroker } from '../../main/engine/testing/scripted-broker.ts'
import { noProperties } from '../message.ts'
import { isBalanced } from '../run/ledger.ts'
import type { ExampleMessage } from './define.ts'
import { createSampleRandom } from './lib/samples/random.ts'
import { specList } from './specs.ts'

/**
 * Every operator gets 10,000 messages it may or may not be able to use, with the config of its first example, and 1,000 with that of
 * each further one. Whatever becomes of them, every one is accounted for, and so is every message made of state.
 */
const seed = 20_261_127

type Random = ReturnType<typeof createSampleRandom>

/** Some fit the examples, some nearly, some not at all. */
function randomMessages(random: Random, count: number): ExampleMessage[] {
  return Array.from({ length: count }, (_, index) => ({
    value: randomValue(random, index),
    key: random.integer(0, 9) === 0 ? null : `key-${random.integer(0, 40)}`,
    topic: random.integer(0, 9) === 0 ? null : `topic-${random.integer(0, 5)}`,
    eventTime: random.integer(0, 9) === 0 ? null : 1_767_225_600_000 + random.integer(0, 600_000),
    properties: random.integer(0, 1) === 0 ? noProperties : { region: 'eu', sent_at: '2026-01-01T00:00:00.000Z' },
  }))
}

const names = [
  'id',
  'total',
  'priority',
  'customer',
  'items',
  'type',
  'at',
  'timestamp',
  'order_id',
  'user',
  'name',
  'tenant',
]

function randomValue(random: Random, index: number): unknown {
  const kind = random.integer(0, 11)
  if (kind === 0) return null
  if (kind === 1) return random.integer(-5, 5)
  if (kind === 2) return `text ${index}`
  if (kind === 3) return new TextEncoder().encode(random.integer(0, 1) === 0 ? '{"id":1}' : '{oops')
  if (kind === 4) return [1, 'two', null]
  const value: Record<string, unknown> = {}
  for (const name of names) if (random.integer(0, 3) > 0) value[name] = randomField(random, index)
  return value
}

function randomField(random: Random, index: number): unknown {
  const kind = random.integer(0, 6)
  if (kind === 0) return random.number(-10, 500, 2)
  if (kind === 1) return `v${random.integer(0, 30)}`
  if (kind === 2) return 1_767_225_600_000 + index
  if (kind === 3)
    return Array.from({ length: random.integer(0, 3) }, () => ({
      sku: 'a',
      price: random.number(1, 9, 2),
      quantity: 1,
    }))
  if (kind === 4) return { id: `c${random.integer(0, 9)}` }
  return kind === 5 ? true : null
}

/** Answers some lookups and fails others. */
function service(random: Random): HttpPort {
  return {
    async get() {
      const status = random.pick([200, 200, 200, 404, 403])
      return { status, headers: {}, body: new TextEncoder().encode('{"found":true}') }
    },
  }
}

/** Takes most sends and refuses some for good. */
function broker(random: Random): Broker {
  return {
    ...createScriptedBroker({
      onSend: async (_message, number) => {
        if (random.integer(0, 19) === 0)
          throw Object.assign(new Error('refused'), { failure: { code: 'SLUICE-BROKER-REFUSED', message: 'No.' } })
        return String(number)
      },
    }),
    admin: () => ({ schema: async () => ({ type: 'JSON', definition: '' }) }) as unknown as ReturnType<Broker['admin']>,
  }
}

/** Gives back what it got, once, twice, not at all, or as a failure. */
function scripts(random: Random): ScriptHost {
  return {
    load: async () => ({
      restarts: 0,
      run: async ({ messages }) => ({
        states: new Map(),
        results: messages.map(({ value }) => {
          const copies = random.integer(0, 3)
          if (copies === 3) return { failure: { code: 'SLUICE-CODE-THREW', message: 'No.' } }
          return { outputs: Array.from({ length: copies }, () => ({ port: 'out', message: { value } })) }
        }),
      }),
      close: async () => {},
    }),
  }
}

/** `pipeline` is gone before a pipeline starts; `error-message` takes what failed, and has a test of its own below. */
const withInput = specList.filter(({ inputs, id }) => inputs.length > 0 && id !== 'pipeline' && id !== 'error-message')

describe('random messages', () => {
  const cases = withInput.flatMap((spec) =>
    spec.examples.map(({ title, config }, index) => [spec.id, title, index === 0 ? 10_000 : 1_000, config] as const),
  )
  it.each(cases)('%s, "%s": none of %i is unaccounted for', { timeout: 60_000 }, async (id, _title, count, config) => {
    const random = createSampleRandom(seed, 0)
    const files = createMemoryFiles({ 'countries.csv': 'code,name\nCH,Schweiz\n' })
    const result = await runOperator(id, { ...config }, randomMessages(random, count), {
      clock: createManualClock(),
      broker: broker(random),
      world: { http: service(random), files, scripts: scripts(random) },
    })
    expect(result.failure).toBeNull()
    expect(result.ledger).toMatchObject({ received: count, inFlight: 0, returned: 0 })
    expect(isBalanced(result.ledger)).toBe(true)
    expect(isBalanced(result.fromState)).toBe(true)
    expect(result.fromState.inFlight).toBe(0)
  })

  it('error-message: none of 10,000 that failed is unaccounted for', async () => {
    const result = await runGraph(
      {
        nodes: [
          { id: 'read', operator: 'test-feed' },
          { id: 'parse', operator: 'deserialize' },
          { id: 'explain', operator: 'error-message' },
          { id: 'end', operator: 'test-collect' },
        ],
        edges: ['read.out>parse.in', 'parse.out>end.in', 'parse.errors>explain.in', 'explain.out>end.in'],
      },
      { feed: { read: randomMessages(createSampleRandom(seed, 0), 10_000) } },
    )
    expect(result.ledger).toMatchObject({ received: 10_000, delivered: 10_000, inFlight: 0 })
    expect(result.nodes.explain?.in).toBeGreaterThan(5_000)
  })
})
