import { describe, expect, it } from 'vitest'
import { runOperator } from '../../main/engine/testing/harness.ts'

const text = (value: unknown) => new TextDecoder().decode(value as Uint8Array)
const serialize = async (config: Record<string, unknown>, value: unknown, key: string | null = null) => {
  const { outputs } = await runOperator('serialize', config, [{ value, key, properties: { a: 'b' } }])
  return { out: outputs.out?.[0], failure: outputs.errors?.[0]?.failure }
}

describe('serialize', () => {
  it.each([
    ['json', { a: 1, id: 9007199254740993n }, '{"a":1,"id":9007199254740993}'],
    ['json', null, 'null'],
    ['json', 'text', '"text"'],
    ['json-pretty', { a: [1] }, '{\n  "a": [\n    1\n  ]\n}'],
    ['string', 'grüezi', 'grüezi'],
    ['string', 12.5, '12.5'],
    ['string', true, 'true'],
    ['string', 9007199254740993n, '9007199254740993'],
    ['identity', new Uint8Array([104, 105]), 'hi'],
  ])('writes %s', async (serde, value, bytes) => {
    const { out } = await serialize({ serde }, value)
    expect(out?.value).toBeInstanceOf(Uint8Array)
    expect(text(out?.value)).toBe(bytes)
    expect(out?.properties).toEqual({ a: 'b', _serde_type: serde })
  })

  it.each([
    ['string', { a: 1 }, 'Format `string` takes text, a number, or true or false; the value is an object. Use `json`.'],
    ['string', null, 'the value is nothing (null)'],
    ['identity', 'text', 'Format `identity` takes bytes; the value is the text "text".'],
    ['json', new Uint8Array([1]), 'The value is bytes already; put a Deserialize before, or leave this step out.'],
  ])('refuses %s of %j', async (serde, value, words) => {
    const { failure } = await serialize({ serde }, value)
    expect(failure?.code).toBe('SLUICE-SERIALIZE-TYPE')
    expect(failure?.message).toContain(words)
  })

  it('writes keys as JSON texts', async () => {
    expect((await serialize({ target: 'key' }, { a: 1 }, 'c7')).out).toMatchObject({ key: '"c7"', value: { a: 1 } })
    expect((await serialize({ target: 'both' }, 1, null)).out?.key).toBeNull()
  })
})
