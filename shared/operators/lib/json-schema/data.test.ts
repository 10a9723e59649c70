import { describe, expect, test } from 'vitest'
import { schemaData } from './data.ts'

describe('a value as a schema sees it', () => {
  test('is the value itself where nothing in it is special', () => {
    const value = { id: 1, tags: ['a', null, true], inner: { none: undefined } }
    expect(schemaData(value).value).toBe(value)
  })

  test.each([
    ['a bare value', 'text', 1],
    ['a list', ['a', 'b'], 3],
    ['fields and what is in them', { a: 1, b: { c: [2, null] } }, 6],
    ['the same when something must be copied', { a: 1n, b: { c: [new Uint8Array(9), null] } }, 6],
  ])('counts its parts: %s', (_, value, parts) => {
    expect(schemaData(value).parts).toBe(parts)
  })

  test('has long integers as numbers and bytes as base64, wherever they stand, and leaves the original alone', () => {
    const value = { list: [{ id: 2n ** 60n }], bytes: new Uint8Array([1, 2]), rest: { a: 1 } }
    expect(schemaData(value).value).toEqual({ list: [{ id: 2 ** 60 }], bytes: 'AQI=', rest: { a: 1 } })
    expect(value.list[0]?.id).toBe(2n ** 60n)
    expect(schemaData(5n).value).toBe(5)
    expect(schemaData(new Uint8Array([1, 2])).value).toBe('AQI=')
  })

  test('throws a RangeError for what is nested too deeply', () => {
    let value: unknown = null
    for (let level = 0; level < 100_000; level++) value = [value]
    expect(() => schemaData(value)).toThrow(RangeError)
  })
})
