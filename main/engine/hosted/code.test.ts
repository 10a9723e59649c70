import { describe, expect, it } from 'vitest'
import type { ExampleMessage } from '../../../shared/operators/define.ts'
import type { Script, ScriptAnswer, ScriptBatch, ScriptHost, ScriptOptions, ScriptResult } from '../ports.ts'
import { runGraph, runOperator } from '../testing/harness.ts'

/** A script host whose scripts answer by a function of the test. */
function fakeHost(answer: (batch: ScriptBatch) => ScriptAnswer) {
  const loaded: ScriptOptions[] = []
  const batches: ScriptBatch[] = []
  let open = 0
  const host: ScriptHost = {
    async load(options) {
      loaded.push(options)
      open++
      const script: Script = {
        run: async (batch) => {
          batches.push({ ...batch, states: new Map(batch.states) })
          return answer(batch)
        },
        restarts: 2,
        close: async () => void open--,
      }
      return script
    },
  }
  return { host, loaded, batches, isClosed: () => open === 0 }
}

const to = (port: string, message: object): ScriptResult => ({ outputs: [{ port, message }] })
const unchanged = new Map<string, unknown>()
const values = (batch: ScriptBatch) => batch.messages.map(({ value }) => value)
const run = (fake: ReturnType<typeof fakeHost>, inputs: readonly ExampleMessage[], config: object = {}) =>
  runOperator('code', { source: 'return message', ...config }, inputs, { world: { scripts: fake.host } })
const numbers = (count: number) => Array.from({ length: count }, (_, value) => ({ value }))

describe('the code operator', () => {
  it('hands its options to the host, and closes what it loaded', async () => {
    const fake = fakeHost(({ messages }) => ({ results: messages.map(() => to('out', {})), states: unchanged }))
    await run(fake, [{ value: 1 }], { source: 'x', outputs: ['a', 'b'], timeoutMs: 70, memoryMb: 32 })
    expect(fake.loaded).toMatchObject([
      { source: 'x', language: 'typescript', outputs: ['a', 'b'], timeoutMs: 70, memoryMb: 32 },
    ])
    expect(fake.isClosed()).toBe(true)
  })

  it('hands batches over, never more than a batch holds, in order', async () => {
    const fake = fakeHost(({ messages }) => ({ results: messages.map(() => to('out', {})), states: unchanged }))
    const { outputs, ledger } = await run(fake, numbers(1_000), { maxBatch: 64 })
    expect(outputs.out?.map(({ value }) => value)).toEqual(numbers(1_000).map(({ value }) => value))
    expect(fake.batches.length).toBeLessThan(40)
    expect(Math.max(...fake.batches.map(({ messages }) => messages.length))).toBe(64)
    expect(ledger).toMatchObject({ received: 1_000, delivered: 1_000, inFlight: 0 })
  })

  it('hands large messages over alone', async () => {
    const fake = fakeHost(({ messages }) => ({ results: messages.map(() => to('out', {})), states: unchanged }))
    const large = { bytes: 'x'.repeat(3 * 1024 * 1024) }
    await run(fake, [{ value: 1 }, large, large, { value: 2 }])
    expect(fake.batches.map(({ messages }) => messages.length)).toEqual([2, 2])
  })

  it('lays what was returned over the input, and tells the code where a message came from', async () => {
    const fake = fakeHost(() => ({ results: [to('out', { value: 2, topic: 't' })], states: unchanged }))
    const { outputs } = await run(fake, [{ value: 1, key: 'k', properties: { a: 'b' } }])
    expect(outputs.out).toMatchObject([{ value: 2, topic: 't', key: 'k', properties: { a: 'b' } }])
    expect(fake.batches[0]?.messages[0]).toMatchObject({ value: 1, key: 'k', messageId: '0', redeliveryCount: 0 })
  })

  it('sends each output by its port, and what has none is dropped as code', async () => {
    const fake = fakeHost(() => ({
      results: [
        {
          outputs: [
            { port: 'out', message: {} },
            { port: 'alerts', message: { value: 'a' } },
          ],
        },
        { outputs: [] },
      ],
      states: unchanged,
    }))
    const result = await runGraph(
      {
        nodes: [
          { id: 'feed', operator: 'test-feed' },
          { id: 'code', operator: 'code', config: { source: 'x', outputs: ['alerts'] } },
          { id: 'end', operator: 'test-collect' },
          { id: 'ring', operator: 'test-collect' },
        ],
        edges: ['feed.out>code.in', 'code.out>end.in', 'code.alerts>ring.in'],
      },
      { feed: { feed: numbers(2) }, world: { scripts: fake.host } },
    )
    expect(result.outputs('end').map(({ value }) => value)).toEqual([0])
    expect(result.outputs('ring').map(({ value }) => value)).toEqual(['a'])
    expect(result.nodes.code).toMatchObject({ dropped: { code: 1 }, report: { restarts: 2 } })
    expect(result.ledger).toMatchObject({ received: 2, delivered: 1, dropped: 1, inFlight: 0 })
  })

  it('sends the original message to errors with the failure', async () => {
    const failure = { code: 'SLUICE-CODE-THREW', message: 'no' }
    const fake = fakeHost(() => ({ results: [{ failure }, to('out', {})], states: unchanged }))
    const { outputs } = await run(fake, numbers(2))
    expect(outputs.errors).toMatchObject([{ value: 0, failure: { ...failure, nodeId: 'tested' } }])
    expect(outputs.out).toMatchObject([{ value: 1 }])
  })

  it('keeps states by key, those of messages without a key under the empty one, and forgets them', async () => {
    const answers: ReadonlyMap<string, unknown>[] = [
      new Map<string, unknown>([
        ['a', { n: 1 }],
        ['', 7],
      ]),
      new Map([['a', undefined]]),
      unchanged,
      unchanged,
    ]
    const fake = fakeHost(() => ({ results: [to('out', {})], states: answers.shift() as Map<string, unknown> }))
    await run(fake, [{ value: 0, key: 'a' }, { value: 1, key: 'a' }, { value: 2 }, { value: 3, key: 'a' }], {
      maxBatch: 1,
    })
    expect(fake.batches.map(({ states }) => [...states])).toEqual([[], [['a', { n: 1 }]], [['', 7]], []])
  })

  it('does not start when the code cannot be loaded, and says where', async () => {
    const host: ScriptHost = {
      load: async () => {
        throw Object.assign(new Error('line 2, column 3: Unexpected token'), { code: 'SLUICE-CODE-SYNTAX' })
      },
    }
    const { failure } = await runOperator('code', { source: 'x' }, [{ value: 1 }], { world: { scripts: host } })
    expect(failure?.message).toContain('line 2, column 3')
  })

  it('hands over nothing after the run has failed', async () => {
    const fake = fakeHost((batch) => ({
      results: values(batch).map(() => ({ failure: { code: 'X', message: 'x' } })),
      states: unchanged,
    }))
    const result = await runGraph(
      {
        nodes: [
          { id: 'feed', operator: 'test-feed' },
          { id: 'code', operator: 'code', config: { source: 'x', maxBatch: 1 } },
          { id: 'end', operator: 'test-collect' },
        ],
        edges: ['feed.out>code.in', 'code.out>end.in'],
      },
      { feed: { feed: numbers(5) }, world: { scripts: fake.host } },
    )
    expect(result.state).toBe('failed')
    expect(fake.batches).toHaveLength(1)
    expect(fake.isClosed()).toBe(true)
  })
})
