import { describe, expect, it } from 'vitest'
import { runOperator } from '../../main/engine/testing/harness.ts'
import { createManualClock } from '../../main/engine/testing/manual-clock.ts'

const input = {
  value: { id: 7, at: 1234.4, tier: 'gold' },
  key: 'old',
  properties: { a: '1', b: '2', c: '3' },
  topic: 't',
  eventTime: 5,
}

describe('set-message', () => {
  it('passes a message on as it is when nothing is set', async () => {
    const { outputs } = await runOperator('set-message', {}, [input])
    expect(outputs.out?.[0]).toMatchObject({ ...input })
  })

  it('fills every part of the message', async () => {
    const config = {
      key: 'k-{value.id}',
      partitionKey: 'p-{value.id}',
      orderingKey: '{key}',
      topic: 'orders-{value.tier}',
      properties: { tier: '{value.tier}', a: 'new' },
      removeProperties: ['b'],
      eventTime: 'value.at',
    }
    const { outputs } = await runOperator('set-message', config, [input])
    expect(outputs.out?.[0]).toMatchObject({
      value: input.value,
      key: 'k-7',
      partitionKey: 'p-7',
      orderingKey: 'old',
      topic: 'orders-gold',
      eventTime: 1234,
    })
    expect(outputs.out?.[0]?.properties).toEqual({ a: 'new', c: '3', tier: 'gold' })
  })

  it('counts a delay from now', async () => {
    const clock = createManualClock()
    const { outputs } = await runOperator('set-message', { delay: '60 * 1000' }, [input], { clock })
    expect(outputs.out?.[0]?.deliverAt).toBe(60_000 + clock.now())
  })

  it.each([
    [{ key: '{value.nothing}' }, 'SLUICE-EXPRESSION-FIELD', 'value.nothing: no such field'],
    [
      { eventTime: 'value.tier' },
      'SLUICE-MESSAGE-TIME',
      '`eventTime` must be milliseconds, 0 or more; `value.tier` gave the text "gold".',
    ],
    [{ delay: '0 - 5' }, 'SLUICE-MESSAGE-TIME', '`delay` must be milliseconds, 0 or more'],
  ])('sends a message to errors when %j fails', async (config, code, words) => {
    const { outputs } = await runOperator('set-message', config, [input])
    expect(outputs.errors?.[0]?.failure?.code).toBe(code)
    expect(outputs.errors?.[0]?.failure?.message).toContain(words)
    expect(outputs.errors?.[0]?.key).toBe('old')
  })

  it('does not start with a template that is wrong', async () => {
    const { failure } = await runOperator('set-message', { topic: 'tenant-{value.' }, [input])
    expect(failure).toMatchObject({ code: 'SLUICE-TEMPLATE-SYNTAX', nodeId: 'tested' })
    expect(failure?.message).toContain('This `{` is not closed')
  })
})
