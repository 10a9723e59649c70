import { describe, expect, it } from 'vitest'
import { runGraph, runOperator } from '../../main/engine/testing/harness.ts'

describe('key-by', () => {
  it('sets the key and leaves everything else of the message as it was', async () => {
    const input = { value: { id: 'a' }, key: 'old', properties: { region: 'eu' }, topic: 't', eventTime: 5 }
    const { outputs, ledger } = await runOperator('key-by', { key: 'value.id + "!"' }, [input])
    expect(outputs.out?.[0]).toMatchObject({ ...input, key: 'a!' })
    expect(ledger).toMatchObject({ received: 1, delivered: 1 })
  })

  it('takes the empty text for a key', async () => {
    const { outputs } = await runOperator('key-by', { key: 'value' }, [{ value: '' }])
    expect(outputs.out?.[0]?.key).toBe('')
  })

  it.each([
    ['value.n', 'the number 7', 'Write `string(value.n)`'],
    ['value.n > 3', 'true', 'Write `string(value.n > 3)`'],
    ['value.none', 'nothing (null)', ''],
    ['[value.n]', 'a list', ''],
    ['value', 'an object', ''],
  ])('refuses what is not text: %s', async (key, what, advice) => {
    const { outputs } = await runOperator('key-by', { key }, [{ value: { n: 7, none: null }, key: 'old' }])
    const failed = outputs.errors?.[0]
    expect(failed?.failure).toMatchObject({ code: 'SLUICE-KEY-NOT-TEXT', detail: { expression: key } })
    expect(failed?.failure?.message).toContain(`\`${key}\` gave ${what}.`)
    expect(failed?.failure?.message).toContain(advice)
    expect(failed?.key).toBe('old')
  })

  it('sends a message without the field to errors, and goes on', async () => {
    const { outputs } = await runOperator('key-by', { key: 'value.id' }, [{ value: {} }, { value: { id: 'a' } }])
    expect(outputs.errors?.[0]?.failure?.code).toBe('SLUICE-EXPRESSION-FIELD')
    expect(outputs.out).toHaveLength(1)
  })

  it('takes off keys that would still send the message by what it belonged to before', async () => {
    const { outputs } = await runGraph(
      {
        nodes: [
          { id: 'read', operator: 'test-feed' },
          { id: 'set', operator: 'set-message', config: { partitionKey: 'p', orderingKey: 'o' } },
          { id: 'key', operator: 'key-by', config: { key: '"k"' } },
          { id: 'end', operator: 'test-collect' },
        ],
        edges: ['read.out>set.in', 'set.out>key.in', 'key.out>end.in'],
      },
      { feed: { read: [{ value: 1 }] } },
    )
    expect(outputs('key')[0]).toMatchObject({ partitionKey: 'p', orderingKey: 'o' })
    expect(outputs('end')[0]).toMatchObject({ key: 'k', partitionKey: null, orderingKey: null })
  })

  it('needs an expression', async () => {
    const { failure } = await runOperator('key-by', {}, [{ value: 1 }])
    expect(failure?.message).toContain('key')
  })
})
