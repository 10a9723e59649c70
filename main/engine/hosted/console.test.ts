import { describe, expect, it } from 'vitest'
import { runOperator } from '../testing/harness.ts'

const print = async (config: Record<string, unknown>, ...input: Parameters<typeof runOperator>[2] & object) =>
  (await runOperator('console', config, input)).console

describe('console', () => {
  it('prints one line of JSON per message', async () => {
    expect(
      await print({}, { value: { a: 1 } }, { bytes: '{"b" : 2}' }, { value: 'text' }, { value: 9007199254740993n }),
    ).toEqual(['{"a":1}', '{"b":2}', '"text"', '9007199254740993'])
  })

  it('prints text as it reads, and bytes that are none as base64', async () => {
    expect(await print({ format: 'text' }, { value: 'text' }, { value: new Uint8Array([255, 0]) })).toEqual([
      'text',
      '{"base64":"/wA="}',
    ])
  })

  it('indents', async () => expect(await print({ format: 'pretty' }, { value: { a: 1 } })).toEqual(['{\n  "a": 1\n}']))

  it('prints what is around the value', async () => {
    const [line] = await print(
      { show: 'message' },
      { value: 1, key: 'k', properties: { p: 'q' }, topic: 't', eventTime: 5 },
    )
    expect(JSON.parse(line!)).toMatchObject({ topic: 't', key: 'k', properties: { p: 'q' }, eventTime: 5, value: 1 })
  })

  it('prints every n-th, and counts all as delivered', async () => {
    const input = Array.from({ length: 10 }, (_, value) => ({ value }))
    const result = await runOperator('console', { sample: 4 }, input)
    expect(result.console).toEqual(['0', '4', '8'])
    expect(result.ledger).toMatchObject({ received: 10, delivered: 10 })
  })
})
