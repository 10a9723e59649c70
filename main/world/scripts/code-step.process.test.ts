import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { runGraph, runOperator, startGraph } from '../../engine/testing/harness.ts'
import { liveClock } from '../../engine/testing/live-clock.ts'
import type { TestRunOptions, TestRunResult } from '../../engine/testing/run-graph-with.ts'
import { createScriptHost } from './script-host.ts'
import { scriptChildren } from './testing/processes.ts'

const host = createScriptHost()
const options: TestRunOptions = { world: { scripts: host }, clock: liveClock }
// A run is over when its processes have been killed; they need a moment to be gone.
afterEach(async () => {
  await expect.poll(() => [...host.processes, ...scriptChildren()], { timeout: 5_000 }).toEqual([])
})
afterAll(() => host.close())

type Message = { readonly value: unknown; readonly key?: string }
const numbers = (count: number): Message[] => Array.from({ length: count }, (_, value) => ({ value }))

/** A code step between a source and collectors at `out`, `alerts` and `errors`. */
const runCode = (config: object, messages: readonly Message[]): Promise<TestRunResult> =>
  runGraph(
    {
      nodes: [
        { id: 'feed', operator: 'test-feed' },
        {
          id: 'code',
          operator: 'code',
          config: { language: 'javascript', outputs: ['alerts'], timeoutMs: 5_000, ...config },
        },
        { id: 'out', operator: 'test-collect' },
        { id: 'alerts', operator: 'test-collect' },
        { id: 'errors', operator: 'test-collect' },
      ],
      edges: ['feed.out>code.in', 'code.out>out.in', 'code.alerts>alerts.in', 'code.errors>errors.in'],
    },
    { ...options, feed: { feed: messages } },
  )
const valuesAt = (result: TestRunResult, node: string) => result.outputs(node).map(({ value }) => value)
const codesAt = (result: TestRunResult, node: string) => result.outputs(node).map(({ failure }) => failure?.code)

const misbehaviours = [
  ['throws', 'throw new Error("no")', 'SLUICE-CODE-THREW', 10_000],
  ['loops for ever', 'while (true) {}', 'SLUICE-CODE-TIMEOUT', 2_000],
  ['allocates for ever', 'const all = []; while (true) all.push([all.length])', 'SLUICE-CODE-MEMORY', 10_000],
  ['exits', 'process.exit(3)', 'SLUICE-CODE-EXITED', 10_000],
  ['rejects', 'await Promise.reject(new Error("no"))', 'SLUICE-CODE-THREW', 10_000],
  ['returns nonsense', 'return 42', 'SLUICE-CODE-RESULT', 10_000],
] as const

describe('a code step whose code misbehaves', () => {
  it.each(misbehaviours)(
    'when it %s: each message at the right port, once, in order',
    async (_what, bad, code, timeoutMs) => {
      const source = `if (message.value === 50 || message.value === 51) { ${bad} }\nreturn message.value % 10 === 0 ? { ...message, port: 'alerts' } : message`
      const result = await runCode({ source, timeoutMs }, numbers(100))
      const good = numbers(100)
        .map(({ value }) => value as number)
        .filter((value) => value !== 50 && value !== 51)
      expect(valuesAt(result, 'out')).toEqual(good.filter((value) => value % 10 !== 0))
      expect(valuesAt(result, 'alerts')).toEqual(good.filter((value) => value % 10 === 0))
      expect(valuesAt(result, 'errors')).toEqual([50, 51])
      expect(codesAt(result, 'errors')).toEqual([code, code])
      expect(result.state).toBe('drained')
      expect(result.ledger).toMatchObject({ received: 100, delivered: 100, inFlight: 0 })
    },
  )

  it('does not hold up another pipeline of the same process', async () => {
    const other = await startGraph(
      {
        nodes: [
          { id: 'make', operator: 'generator', config: { template: 'sensor', endless: true, rate: 200 } },
          { id: 'end', operator: 'test-collect' },
        ],
        edges: ['make.out>end.in'],
      },
      { clock: liveClock },
    )
    const arrivals: number[] = []
    const stop = other.pipeline.observe('make.out>end.in', () => arrivals.push(performance.now()))
    const bad = await runCode(
      { source: 'if (message.value < 2) while (true) {}\nreturn message', timeoutMs: 3_000 },
      numbers(50),
    )
    stop()
    await other.pipeline.stop()
    expect(bad.ledger).toMatchObject({ received: 50, delivered: 50 })
    const gaps = arrivals.slice(1).map((at, index) => at - (arrivals[index] as number))
    expect(arrivals.length).toBeGreaterThan(600)
    expect(Math.max(...gaps)).toBeLessThan(1_500)
  })

  it('stops the run when nobody takes the error, and leaves no process', async () => {
    const result = await runGraph(
      {
        nodes: [
          { id: 'feed', operator: 'test-feed' },
          { id: 'code', operator: 'code', config: { source: 'throw new Error("no")' } },
          { id: 'out', operator: 'test-collect' },
        ],
        edges: ['feed.out>code.in', 'code.out>out.in'],
      },
      { ...options, feed: { feed: numbers(3) } },
    )
    expect(result.failure).toMatchObject({ code: 'SLUICE-CODE-THREW' })
    expect(result.failure?.message).toContain('at line 1: Error: no')
  })

  it('does not start with code that cannot be compiled, and says where', async () => {
    const { failure } = await runOperator('code', { source: 'return 1 +' }, [{ value: 1 }], options)
    expect(failure).toMatchObject({ code: 'SLUICE-CODE-SYNTAX', nodeId: 'tested' })
    expect(failure?.message).toContain('line 1, column 11')
  })
})

describe('a code step', () => {
  it('takes 10,000 messages, each once and in order', async () => {
    const source = 'return message.value % 100 === 0 ? null : { value: { n: message.value } }'
    const result = await runCode({ source }, numbers(10_000))
    const kept = numbers(10_000).filter(({ value }) => (value as number) % 100 !== 0)
    expect(valuesAt(result, 'out')).toEqual(kept.map(({ value }) => ({ n: value })))
    expect(result.nodes.code).toMatchObject({ in: 10_000, out: { out: 9_900 }, dropped: { code: 100 } })
    expect(result.ledger).toMatchObject({ received: 10_000, delivered: 9_900, dropped: 100, inFlight: 0 })
  })

  it('counts by key over processes that die, each message once', async () => {
    const source = `context.state = (context.state ?? 0) + 1
if (message.value % 97 === 13) process.exit(1)
return { value: [message.key, context.state] }`
    const messages = Array.from({ length: 500 }, (_, value) => ({ value, key: `k${value % 3}` }))
    const result = await runCode({ source, maxBatch: 50 }, messages)
    const counts = new Map<string, number>()
    const expected = messages
      .filter(({ value }) => value % 97 !== 13)
      .map(({ key }) => {
        counts.set(key, (counts.get(key) ?? 0) + 1)
        return [key, counts.get(key)]
      })
    expect(valuesAt(result, 'out')).toEqual(expected)
    expect(valuesAt(result, 'errors')).toEqual([13, 110, 207, 304, 401, 498])
  })

  it('keeps order with code that answers later, sooner or at once', async () => {
    const source = `if (message.value % 3 === 0) await new Promise((done) => setTimeout(done, message.value % 7))
else if (message.value % 3 === 1) await null
return message`
    const result = await runCode({ source, maxBatch: 16 }, numbers(200))
    expect(valuesAt(result, 'out')).toEqual(numbers(200).map(({ value }) => value))
  })
})
