import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { describeForeign, Form, formOf, withOwnBytes } from './plain-data.ts'

const nested = (levels: number) => {
  let value: unknown = 1
  for (let level = 0; level < levels; level++) value = [value]
  return value
}
const endless: Record<string, unknown> = {}
endless.self = endless

describe('the form of a value', () => {
  it.each([null, true, 'text', 1.5, [], {}, [1, { a: ['b', null] }], Object.create(null), nested(100)])(
    'is JSON for %o',
    (value) => expect(formOf(value)).toBe(Form.json),
  )

  it.each([undefined, 3n, -0, Number.NaN, [1, undefined], { a: { b: 3n } }, new Uint8Array(2), [new Uint8Array(2)]])(
    'is to be cloned for %o',
    (value) => expect(formOf(value)).toBe(Form.cloned),
  )

  it.each([
    () => 1,
    Symbol('s'),
    new Date(0),
    new Map(),
    [new Set()],
    { a: [/x/] },
    nested(101),
    endless,
    Promise.resolve(),
  ])('is foreign for %o', (value) => expect(formOf(value)).toBe(Form.foreign))

  it('is JSON only when JSON gives the same value back', () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withDate: true, withMap: true, withTypedArray: true }), (value) => {
        fc.pre(formOf(value) === Form.json)
        expect(JSON.parse(JSON.stringify(value))).toEqual(structuredClone(value))
      }),
    )
  })

  it('is foreign only when there are words for the reason', () => {
    fc.assert(
      fc.property(fc.anything({ withDate: true, withMap: true, withSet: true, withTypedArray: true }), (value) => {
        const isForeign = formOf(value) === Form.foreign
        expect(describeForeign(value, 'value').endsWith('is not plain data')).toBe(!isForeign)
      }),
    )
  })
})

describe('the words for a foreign value', () => {
  class Customer {}
  it.each([
    [{ when: new Date(0) }, 'value.when is a Date'],
    [{ list: [1, new Customer()] }, 'value.list[1] is a Customer'],
    [() => 1, 'value is a function'],
    [endless, 'value is nested more than 100 levels deep, or holds itself'],
    [Object.create(Object.create(null)), 'value is an instance of a class'],
  ])('name the part and what it is: %o', (value, words) => expect(describeForeign(value, 'value')).toBe(words))
})

it('gives bytes a memory of their own, however deep they lie', () => {
  const shared = new Uint8Array([1, 2, 3, 4])
  const value = { first: shared.subarray(0, 2), list: [shared.subarray(2)], text: 'x' }
  const own = withOwnBytes(value) as typeof value
  shared.fill(9)
  expect(own).toEqual({ first: new Uint8Array([1, 2]), list: [new Uint8Array([3, 4])], text: 'x' })
  expect(own.first.buffer.byteLength).toBe(2)
})
