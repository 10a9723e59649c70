import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ErrorPolicy } from '../../shared/graph/schema.ts'
import { fail } from '../../shared/ipc/failure.ts'
import type { Message } from '../../shared/message.ts'
import { isBalanced } from '../../shared/run/ledger.ts'
import { End } from './book.ts'
import type { Pipeline } from './pipeline.ts'
import type { Broker } from './ports.ts'
import { createManualClock } from './testing/manual-clock.ts'
import { recordingSource } from './testing/recording-source.ts'
import type { TestGraph } from './testing/run-graph-with.ts'
import { sink, step, type Tiny, type TinyOptions, tinyRunner } from './testing/tiny-operators.ts'

/**
 * Random graphs of random steps against a model that says how each message must end. Every step's result depends on the
 * message's value alone, so the model is a walk over the drawing.
 */

type Result = readonly { port: string; value: number }[] | 'fails'

interface Kind {
  readonly options: TinyOptions
  readonly does: (value: number) => Result
}

const out = (value: number) => ({ port: 'out', value })
const kinds: Readonly<Record<string, Kind>> = {
  pass: { options: {}, does: (value) => [out(value + 1)] },
  keep: { options: { cardinality: 'optional' }, does: (value) => (value % 3 === 0 ? [] : [out(value)]) },
  copies: {
    options: { cardinality: 'many' },
    does: (value) => Array.from({ length: value % 4 }, (_, i) => out(value + i)),
  },
  split: {
    options: { outputs: ['out', 'other'] },
    does: (value) => [{ port: value % 2 ? 'out' : 'other', value: value + 3 }],
  },
  check: { options: {}, does: (value) => (value % 5 === 0 ? 'fails' : [out(value)]) },
}
const stepKinds = Object.keys(kinds).flatMap((kind) => [kind, `${kind}-later`])
const sinkKinds = ['takes', 'takes-later', 'flaky', 'flaky-later', 'refuses', 'refuses-later', 'discards'] as const

interface Drawing {
  readonly graph: TestGraph
  readonly messages: number
}

const onError = fc.constantFrom('drop' as const, 'dead-letter' as const, 'redeliver' as const)
const stepNode = fc.record({
  operator: fc.constantFrom(...stepKinds),
  onError,
  from: fc.array(fc.nat(), { minLength: 1, maxLength: 3 }),
})
const sinkNode = fc.record({
  operator: fc.constantFrom(...sinkKinds),
  onError,
  from: fc.array(fc.nat(), { minLength: 1, maxLength: 3 }),
})

/** Nodes in order; each takes its input from ports of nodes before it, so there is never a circle. */
const drawings: fc.Arbitrary<Drawing> = fc
  .record({
    steps: fc.array(stepNode, { maxLength: 7 }),
    sinks: fc.array(sinkNode, { minLength: 1, maxLength: 3 }),
    messages: fc.integer({ min: 1, max: 40 }),
    settings: fc.record({ maxInFlight: fc.constantFrom(1, 3, 10_000) }),
  })
  .map(({ steps, sinks, messages, settings }) => {
    const ports = ['read.out']
    const edges: string[] = []
    const nodes = [...steps, ...sinks].map(({ operator, onError, from }, index) => {
      const id = `n${index}`
      for (const pick of new Set(from.map((number) => number % ports.length))) edges.push(`${ports[pick]}>${id}.in`)
      const outputs = operator in kinds || operator.endsWith('-later') ? portsOf(operator) : []
      ports.push(...outputs.map((port) => `${id}.${port}`))
      return { id, operator, onError }
    })
    const deadLetter = { connection: 'main', topic: 'dead' }
    const read = { id: 'read', operator: 'recorded' }
    return { graph: { nodes: [read, ...nodes], edges, settings: { ...settings, deadLetter } }, messages }
  })

function portsOf(operator: string): readonly string[] {
  const kind = kinds[operator.replace('-later', '')]
  return kind === undefined ? [] : [...(kind.options.outputs ?? ['out']), 'errors']
}

const endsByPolicy: Readonly<Record<ErrorPolicy, number>> = {
  drop: End.dropped,
  'dead-letter': End.deadLettered,
  redeliver: End.returned,
  stop: Number.NaN,
}

/** The gravest end of a message that enters a node. */
function endAt(graph: TestGraph, nodeId: string, value: number): number {
  const node = graph.nodes.find(({ id }) => id === nodeId)!
  const kind = kinds[node.operator.replace('-later', '')]
  const result = kind === undefined ? sinkResult(node.operator, value) : kind.does(value)
  if (typeof result === 'number') return result
  if (result !== 'fails')
    return Math.max(End.dropped, ...result.map(({ port, value }) => endBehind(graph, `${nodeId}.${port}`, value)))
  const wired = graph.edges.some((edge) => edge.startsWith(`${nodeId}.errors>`))
  if (wired) return endBehind(graph, `${nodeId}.errors`, value)
  return endsByPolicy[node.onError ?? 'drop']
}

function endBehind(graph: TestGraph, port: string, value: number): number {
  const targets = graph.edges.filter((edge) => edge.startsWith(`${port}>`)).map((edge) => edge.split(/[>.]/)[2]!)
  return Math.max(End.dropped, ...targets.map((target) => endAt(graph, target, value)))
}

function sinkResult(operator: string, value: number): number | 'fails' {
  if (operator === 'discards') return End.dropped
  return operator.startsWith('refuses') && value % 3 === 1 ? 'fails' : End.delivered
}

/** Every kind as a synchronous operator and as one that answers later, and the sinks. `look` is called at every call. */
function operators(look: () => void): Tiny[] {
  const steps = Object.entries(kinds).flatMap(([id, { options, does }]) => {
    const results = (message: Message) => {
      look()
      const result = does(message.value as number)
      if (result === 'fails') throw fail('FIVE', 'divisible by five')
      return result.map(({ port, value }) => ({ port, message: { ...message, value } }))
    }
    const now = step(id, options, (message, emit) => {
      let wait: void | Promise<void> = undefined as void
      for (const result of results(message)) wait = emit(result.port, result.message) ?? wait
      return wait
    })
    const later = step(`${id}-later`, { ...options, async: true }, async (message, emit) => {
      await Promise.resolve()
      for (const result of results(message)) await emit(result.port, result.message)
    })
    return [now, later]
  })
  return [...steps, ...sinks(look)]
}

function sinks(look: () => void): Tiny[] {
  const tried = new Map<Message, number>()
  const takes = (message: Message, kind: string): void => {
    look()
    const tries = (tried.get(message) ?? 0) + 1
    tried.set(message, tries)
    const value = message.value as number
    if (kind === 'flaky' && tries <= value % 3) throw fail('SLUICE-BROKER-AWAY', 'away')
    if (kind === 'refuses' && value % 3 === 1) throw fail('FULL', 'full')
  }
  const both = ['takes', 'flaky', 'refuses'].flatMap((kind) => [
    sink(kind, (message) => takes(message, kind), { maxPending: 2 }),
    sink(`${kind}-later`, async (message) => takes(message, kind), { maxPending: 2 }),
  ])
  return [...both, sink('discards', look, { dropReason: 'unwanted' })]
}

const deadLetters = {
  produce: async () => ({ topic: 'dead', send: async () => '1', flush: async () => {}, close: async () => {} }),
} as unknown as Broker

test('random graphs settle every message once, as drawn, with the ledger balanced after every step', async () => {
  await fc.assert(
    fc.asyncProperty(drawings, async ({ graph, messages }) => {
      let running: Pipeline | null = null
      const look = () => {
        if (running !== null && !isBalanced(running.snapshot().ledger)) throw new Error('The ledger is not balanced.')
      }
      const until = (pipeline: Pipeline) => {
        running = pipeline
        look()
        return pipeline.isExhausted()
      }
      const source = recordingSource(
        Array.from({ length: messages }, (_, value) => value),
        { topics: ['a', 'b'], batch: 7, redelivers: true },
      )
      const { runGraph } = tinyRunner(source.operator, ...operators(look))
      const clock = createManualClock()
      const result = await runGraph(graph, { clock, broker: deadLetters, until })

      const ends = Array.from({ length: messages }, (_, value) => endBehind(graph, 'read.out', value))
      const count = (end: number) => ends.filter((other) => other === end).length
      const expected = {
        delivered: count(End.delivered),
        dropped: count(End.dropped),
        deadLettered: count(End.deadLettered),
        returned: count(End.returned),
      }
      const idsOf = (isWanted: (end: number) => boolean) => [...ends.keys()].filter((id) => isWanted(ends[id]!))
      expect(result.failure).toBeNull()
      expect(result.state).toBe('drained')
      expect(result.ledger).toEqual({ received: messages, ...expected, absorbed: 0, inFlight: 0 })
      const sorted = (ids: readonly number[]) => [...ids].sort((a, b) => a - b)
      expect(sorted(source.acked)).toEqual(idsOf((end) => end !== End.returned))
      expect(sorted(source.returned.map(([id]) => id))).toEqual(idsOf((end) => end === End.returned))
      expect(clock.pending).toBe(0)
    }),
    { seed: 20_260_101, numRuns: 300 },
  )
}, 60_000)
