import { expect, it } from 'vitest'
import type { NativeMessage } from './addon.ts'
import { readProperties } from './read-properties.ts'
import { arrayOf } from './testing/fake-pulsar-client.ts'

const read = (properties: Record<string, string>) =>
  readProperties({ getProperties: () => arrayOf(properties) } as unknown as NativeMessage)

it('makes a plain object of an array with text keys', () => {
  const properties = read({ a: '1', 'b.c': '', map: 'x' })
  expect(Array.isArray(properties)).toBe(false)
  expect(properties).toEqual({ a: '1', 'b.c': '', map: 'x' })
  expect(read({})).toEqual({})
})

it('keeps names that are numbers, however great', () => {
  expect(read({ '0': 'x', '7': 'y' })).toEqual({ '0': 'x', '7': 'y' })
  expect(read({ '4294967294': 'x' })).toEqual({ '4294967294': 'x' })
  expect(read({ '4294967295': 'x', '-1': 'y', '01': 'z' })).toEqual({ '4294967295': 'x', '-1': 'y', '01': 'z' })
})

it('finds a length that the array took for its own', () => {
  expect(read({ a: '1', length: '7' })).toEqual({ a: '1', length: '7' })
  expect(read({ length: '4294967295' })).toEqual({ length: '4294967295' })
})

it.each(['abc', '-1'])('gives up what cannot be read: a length of %s', (length) => {
  expect(read({ a: '1', length })).toBeNull()
})
