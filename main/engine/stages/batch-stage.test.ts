import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import type { Message } from '../../../shared/message.ts'
import type { BatchAnswer, BatchInstance, BatchPorts } from '../hosted/contract.ts'
import { createManualClock, settle } from '../testing/manual-clock.ts'
import { tiny, tinyRunner } from '../testing/tiny-operators.ts'

type OnBatch = (
  batch: readonly Message[],
  ports: BatchPorts,
) => readonly BatchAnswer[] | Promise<readonly BatchAnswer[]>

/** A batch operator that is one function; remembers the batches it got. */
function batching(onBatch: OnBatch, rest: Partial<BatchInstance> = {}) {
  const batches: unknown[][] = []
  const outputs = ['out', 'other']
  const operator = tiny(
    'batch',
    { batch: true, cardinality: 'many', dropReason: 'nothing', outputs },
    (_config, ports) => ({
      maxBatch: 4,
      open: async () => {},
      onBatch: async (batch: readonly Message[]) => {
        batches.push(batch.map(({ value }) => value))
        return onBatch(batch, ports)
      },
      close: async () => {},
      ...rest,
    }),
  )
  return { batches, ...tinyRunner(operator) }
}

const graph = {
  nodes: ['test-feed', 'batch', 'test-collect', 'test-collect', 'test-collect'].map((operator, index) => ({
    id: ['read', 'work', 'out', 'other', 'bad'][index] as string,
    operator,
  })),
  edges: ['read.out>work.in', 'work.out>out.in', 'work.other>other.in', 'work.errors>bad.in'],
}
const numbers = (count: number) => ({ read: Array.from({ length: count }, (_, value) => ({ value })) })
const values = (messages: readonly Message[]) => messages.map((message) => message.value)
const pass = (message: Message): BatchAnswer => ({ outputs: [{ port: 'out', message }] })
const failed: BatchAnswer = { failure: { code: 'NO', message: 'no' } }

describe('a step that takes batches', () => {
  test('gets what came in one go together, never more than it wants, and sends the answers in order', async () => {
    const { batches, runGraph } = batching((batch) => batch.map(pass))
    const result = await runGraph(graph, { feed: numbers(10) })
    expect(batches.flat()).toEqual(values(result.outputs('out')))
    expect(batches.length).toBeLessThan(6)
    expect(batches.every((batch) => batch.length <= 4)).toBe(true)
    expect(result.ledger).toMatchObject({ received: 10, delivered: 10, inFlight: 0 })
  })

  test('works on one batch at a time; the source waits when the next one is full', async () => {
    const answers: (() => void)[] = []
    const { batches, startGraph } = batching(async (batch) => {
      await new Promise<void>((resolve) => answers.push(resolve))
      return batch.map(pass)
    })
    const { pipeline, outputs } = await startGraph(graph, { clock: createManualClock(), feed: numbers(20) })
    await settle()
    expect(batches).toHaveLength(1)
    const held = pipeline.snapshot().nodes.work
    expect(held).toMatchObject({ depth: held?.in })
    expect(held?.in).toBeLessThan(10)
    while (values(outputs('out')).length < 20) {
      answers.shift()?.()
      await settle()
      expect(answers.length).toBeLessThan(2)
    }
    await pipeline.drain()
    expect(values(outputs('out'))).toEqual(numbers(20).read.map(({ value }) => value))
  })

  test('sends what failed to errors, with the original message and the node', async () => {
    const { runGraph } = batching((batch) =>
      batch.map((message) => ((message.value as number) % 2 ? failed : pass(message))),
    )
    const result = await runGraph(graph, { feed: numbers(4) })
    expect(values(result.outputs('out'))).toEqual([0, 2])
    expect(result.outputs('bad')).toMatchObject([
      { value: 1, failure: { code: 'NO', nodeId: 'work', attempt: 1 } },
      { value: 3, failure: { code: 'NO' } },
    ])
  })

  test('drops what has no output under its reason', async () => {
    const { runGraph } = batching((batch) => batch.map(() => ({ outputs: [] })))
    const result = await runGraph(graph, { feed: numbers(4) })
    expect(result.nodes.work).toMatchObject({ dropped: { nothing: 4 } })
    expect(result.ledger).toMatchObject({ received: 4, dropped: 4, inFlight: 0 })
  })

  it('balances whatever the answers are', async () => {
    const port = fc.constantFrom('out', 'other')
    const answer = fc.oneof(fc.constant('fail' as const), fc.array(port, { maxLength: 3 }))
    await fc.assert(
      fc.asyncProperty(fc.array(answer, { maxLength: 30 }), async (wanted) => {
        const { runGraph } = batching((batch) =>
          batch.map((message) => {
            const ports = wanted[message.value as number] as 'fail' | string[]
            return ports === 'fail' ? failed : { outputs: ports.map((name) => ({ port: name, message })) }
          }),
        )
        const result = await runGraph(graph, { feed: numbers(wanted.length) })
        const at = (name: string) =>
          wanted.flatMap((ports) => (ports === 'fail' ? [] : ports)).filter((one) => one === name).length
        expect(result.outputs('out')).toHaveLength(at('out'))
        expect(result.outputs('other')).toHaveLength(at('other'))
        expect(result.outputs('bad')).toHaveLength(wanted.filter((ports) => ports === 'fail').length)
        const empty = wanted.filter((ports) => ports.length === 0).length
        expect(result.ledger).toMatchObject({
          received: wanted.length,
          dropped: empty,
          delivered: wanted.length - empty,
          inFlight: 0,
        })
      }),
      { numRuns: 50 },
    )
  })

  test('may keep states, which it reads and writes by itself', async () => {
    const { runGraph } = batching((batch, { states }) =>
      batch.map((message) => {
        const sum = ((states.get('all') as number | undefined) ?? 0) + (message.value as number)
        states.set('all', sum)
        return pass({ ...message, value: sum })
      }),
    )
    const result = await runGraph(graph, { feed: numbers(6) })
    expect(values(result.outputs('out'))).toEqual([0, 1, 3, 6, 10, 15])
  })

  test('is opened before the first message and closed at the end', async () => {
    const calls: string[] = []
    const note: OnBatch = (batch) => {
      calls.push('batch')
      return batch.map(pass)
    }
    const { runGraph } = batching(note, {
      open: async () => void calls.push('open'),
      close: async () => void calls.push('close'),
    })
    await runGraph(graph, { feed: numbers(1) })
    expect(calls).toEqual(['open', 'batch', 'close'])
  })

  test('says so when it cannot be closed', async () => {
    const { runGraph } = batching((batch) => batch.map(pass), { close: () => Promise.reject(new Error('stuck')) })
    const result = await runGraph(graph, { feed: numbers(1) })
    await settle()
    expect(result.warnings).toEqual(['Node work (batch) did not close: stuck'])
  })
})

describe('a step that takes batches and breaks its contract ends the run', () => {
  test.each<[string, OnBatch, string]>([
    ['rejects', () => Promise.reject(new Error('broken')), 'SLUICE-STEP-FAILED'],
    ['answers too few', (batch) => batch.slice(1).map(pass), 'SLUICE-OPERATOR-CARDINALITY'],
    ['answers too many', (batch) => [...batch.map(pass), failed], 'SLUICE-OPERATOR-CARDINALITY'],
    [
      'sends to a port it does not have',
      (batch) => batch.map((message) => ({ outputs: [{ port: 'x', message }] })),
      'SLUICE-OPERATOR-PORT',
    ],
    [
      'sends what was not made from the input',
      (batch) => batch.map((message) => pass({ ...message, origin: { ...message.origin } })),
      'SLUICE-OPERATOR-ORIGIN',
    ],
  ])('when it %s', async (_what, onBatch, code) => {
    const { runGraph } = batching(onBatch)
    const result = await runGraph(graph, { feed: numbers(3) })
    expect(result.state).toBe('failed')
    expect(result.failure).toMatchObject({ code, nodeId: 'work' })
    expect(result.ledger).toMatchObject({ received: 3, returned: 3, inFlight: 0 })
  })
})
