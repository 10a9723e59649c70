import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { runGraph, runOperator } from '../../main/engine/testing/harness.ts'
import { isBalanced } from '../run/ledger.ts'

const notText = new Uint8Array([0x7b, 0xff, 0xfe])

describe('deserialize', () => {
  it('decodes JSON, and an empty payload as null', async () => {
    const { outputs } = await runOperator('deserialize', {}, [
      { bytes: '{"a":[1,2]}' },
      { bytes: '' },
      { bytes: '9007199254740993' },
    ])
    expect(outputs.out?.map((message) => message.value)).toEqual([{ a: [1, 2] }, null, 9007199254740993n])
  })

  it('sends what is not JSON to errors: the untouched bytes, and the place', async () => {
    const { outputs } = await runOperator('deserialize', {}, [{ bytes: '{"a": 1,\n "b": x}', key: 'k' }])
    const [failed] = outputs.errors ?? []
    expect(new TextDecoder().decode(failed?.value as Uint8Array)).toBe('{"a": 1,\n "b": x}')
    expect(failed).toMatchObject({ key: 'k', failure: { code: 'SLUICE-DESERIALIZE-JSON', nodeId: 'tested' } })
    expect(failed?.failure?.message).toContain('`x` is not allowed where a value is expected at line 2, column 7')
    expect(failed?.failure?.detail).toMatchObject({ position: 15 })
  })

  it.each(['json', 'string'])('sends bytes that are not text to errors: %s', async (serde) => {
    const { outputs } = await runOperator('deserialize', { serde }, [{ value: notText }])
    expect(outputs.errors?.[0]?.failure).toMatchObject({ code: 'SLUICE-DESERIALIZE-TEXT' })
    expect(outputs.errors?.[0]?.value).toEqual(notText)
  })

  it('leaves bytes alone with identity', async () => {
    const { outputs } = await runOperator('deserialize', { serde: 'identity' }, [{ value: notText }])
    expect(outputs.out?.[0]?.value).toEqual(notText)
  })

  it('takes the quotes off a JSON key, and leaves the value alone', async () => {
    const { outputs } = await runOperator('deserialize', { target: 'key' }, [
      { bytes: '1', key: '"c7"' },
      { bytes: '1', key: null },
    ])
    expect(outputs.out?.map((message) => message.key)).toEqual(['c7', null])
    expect(outputs.out?.[0]?.value).toBeInstanceOf(Uint8Array)
  })

  it('decodes both', async () => {
    const { outputs } = await runOperator('deserialize', { target: 'both' }, [{ bytes: '{"a":1}', key: '12' }])
    expect(outputs.out?.[0]).toMatchObject({ value: { a: 1 }, key: '12' })
  })

  it('refuses a value that is decoded already, and says what to do', async () => {
    const { outputs } = await runOperator('deserialize', {}, [{ value: { a: 1 } }])
    expect(outputs.errors?.[0]?.failure?.message).toContain('the value is an object already. Remove this step')
  })

  it('gives back exactly what serialize was given, for 10,000 random values', async () => {
    const values = fc.sample(fc.oneof(fc.jsonValue(), fc.bigInt().map(String).map(BigInt).filter(isLong)), {
      seed: 7,
      numRuns: 10_000,
    })
    const result = await runGraph(
      {
        nodes: [
          { id: 'read', operator: 'test-feed' },
          { id: 'write', operator: 'serialize' },
          { id: 'parse', operator: 'deserialize' },
          { id: 'end', operator: 'test-collect' },
          { id: 'bad', operator: 'test-collect' },
        ],
        edges: [
          'read.out>write.in',
          'write.out>parse.in',
          'parse.out>end.in',
          'write.errors>bad.in',
          'parse.errors>bad.in',
        ],
      },
      { feed: { read: values.map((value) => ({ value })) } },
    )
    expect(result.outputs('bad')).toEqual([])
    expect(isBalanced(result.ledger)).toBe(true)
    expect(result.ledger).toMatchObject({ received: 10_000, delivered: 10_000 })
    expect(asText(result.outputs('end').map((message) => message.value))).toBe(asText(values))
  })
})

const isLong = (value: bigint) => value > 2n ** 53n || value < -(2n ** 53n)
const asText = (values: readonly unknown[]) =>
  JSON.stringify(values, (_name, value: unknown) =>
    typeof value === 'bigint' ? `${value}` : Object.is(value, -0) ? 0 : value,
  ).replace(/"(-?\d{16,})"/g, '$1')
