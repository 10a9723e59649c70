import { describe, expect, it } from 'vitest'
import { spec } from '../../../shared/operators/generator.ts'
import { runGraph, runOperator, startGraph } from '../testing/harness.ts'
import { createManualClock, turn } from '../testing/manual-clock.ts'

const generate = async (config: Record<string, unknown>) => {
  const { outputs, failure } = await runOperator('generator', config)
  if (failure !== null) throw new Error(failure.message)
  return outputs.out ?? []
}

describe('generator', () => {
  it('makes as many messages as it was told, and none for 0', async () => {
    expect(await generate({ count: 300 })).toHaveLength(300)
    expect(await generate({ count: 0 })).toEqual([])
  })

  it('makes the same messages from the same seed', async () => {
    const plain = (messages: Awaited<ReturnType<typeof generate>>) =>
      messages.map(({ value, key, eventTime, properties }) => ({ value, key, eventTime, properties }))
    expect(plain(await generate({ count: 50, seed: 4 }))).toEqual(plain(await generate({ count: 50, seed: 4 })))
    expect(plain(await generate({ count: 50, seed: 4 }))).not.toEqual(plain(await generate({ count: 50, seed: 5 })))
  })

  it('works with a filter behind it, nothing between', async () => {
    const result = await runGraph({
      nodes: [
        { id: 'make', operator: 'generator', config: { count: 200 } },
        { id: 'keep', operator: 'filter', config: { condition: 'value.total > 100' } },
        { id: 'end', operator: 'test-collect' },
      ],
      edges: ['make.out>keep.in', 'keep.out>end.in'],
    })
    expect(result.failure).toBeNull()
    expect(result.ledger.received).toBe(200)
    expect(result.ledger.delivered + result.ledger.dropped).toBe(200)
    expect(result.ledger.delivered).toBeGreaterThan(40)
    expect(result.ledger.dropped).toBeGreaterThan(20)
  })

  it('makes bytes that are the JSON of the same values', async () => {
    const [values, bytes] = [await generate({ count: 5 }), await generate({ count: 5, format: 'json-bytes' })]
    const parsed = bytes.map(({ value }) => JSON.parse(new TextDecoder().decode(value as Uint8Array)))
    expect(parsed).toEqual(values.map(({ value }) => value))
    expect(bytes.map(({ origin }) => origin.size)).toEqual(bytes.map(({ value }) => (value as Uint8Array).length))
  })

  it('makes messages of a custom body', async () => {
    const [, second] = await generate({ template: 'custom', count: 2, body: '{"n": "{index}", "who": "{name()}"}' })
    expect(second?.value).toEqual({ n: 1, who: expect.any(String) })
  })

  it('counts sample data apart from the pipeline’s own input', async () => {
    const result = await runGraph({
      nodes: [
        { id: 'make', operator: 'generator', config: { count: 30, sampleData: true } },
        { id: 'end', operator: 'test-collect' },
      ],
      edges: ['make.out>end.in'],
    })
    expect(result.ledger.received).toBe(0)
    expect(result.sampleData).toMatchObject({ received: 30, delivered: 30 })
  })

  it('keeps its pace', async () => {
    const clock = createManualClock()
    const started = await startGraph(
      {
        nodes: [
          { id: 'make', operator: 'generator', config: { endless: true, rate: 10 } },
          { id: 'end', operator: 'test-collect' },
        ],
        edges: ['make.out>end.in'],
      },
      { clock },
    )
    const pass = async (ms: number, step: number) => {
      for (let passed = 0; passed < ms; passed += step) {
        await clock.advance(step)
        await turn()
      }
    }
    await pass(3_000, 50)
    const made = started.outputs('end').length
    expect(made).toBeGreaterThanOrEqual(29)
    expect(made).toBeLessThanOrEqual(32)
    await started.pipeline.stop()
  })

  it('stops at once when it waits for its next message', async () => {
    const clock = createManualClock()
    const started = await startGraph(
      {
        nodes: [
          { id: 'make', operator: 'generator', config: { endless: true, rate: 0.01 } },
          { id: 'end', operator: 'test-collect' },
        ],
        edges: ['make.out>end.in'],
      },
      { clock },
    )
    for (let count = 0; count < 10; count++) await turn()
    expect(started.outputs('end')).toHaveLength(1)
    await started.pipeline.drain()
    expect(started.pipeline.state).toBe('drained')
  })

  it('does not start with a wrong body, and says where', async () => {
    const { failure } = await runOperator('generator', { template: 'custom', body: '{"a": "{nothing()}"}' })
    expect(failure).toMatchObject({ nodeId: 'tested' })
    expect(failure?.message).toContain('There is no function `nothing()` here.')
    expect(spec.config.safeParse({ template: 'custom' }).error?.message).toContain(
      'Write the JSON body of the messages.',
    )
  })

  it.each([
    [{ count: 1000 }, '1,000 orders'],
    [{ endless: true, template: 'sensor', rate: 10 }, 'endless sensor readings, 10 per second'],
  ])('says on its card: %j', (config, words) => expect(spec.summarise(spec.config.parse(config))).toBe(words))
})
