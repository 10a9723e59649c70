import { isDeepStrictEqual } from 'node:util'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodePickle } from './decode.ts'
import { encodePickle, type PickleProtocol } from './encode.ts'
import { anyValue } from './testing/any-value.ts'
import { bytesOf, failureOf } from './testing/bytes.ts'

const protocols: readonly PickleProtocol[] = [0, 1, 2, 3, 4, 5]

describe('writes', () => {
  test.each<[string, unknown, PickleProtocol, string]>([
    ['null', null, 0, 'N.'],
    ['true in protocol 1', true, 1, 'I01\n.'],
    ['false in protocol 2', false, 2, '\x80\x02\x89.'],
    ['an integer of protocol 0', -5, 0, 'I-5\n.'],
    ['a long integer of protocol 0', 2 ** 31, 0, 'L2147483648L\n.'],
    ['a long integer of protocol 1', 2n ** 64n, 1, 'L18446744073709551616L\n.'],
    ['one byte', 255, 1, 'K\xff.'],
    ['two bytes', 256, 1, 'M\x00\x01.'],
    ['four bytes', -1, 1, 'J\xff\xff\xff\xff.'],
    ['six bytes', 2 ** 40, 2, '\x80\x02\x8a\x06\0\0\0\0\0\x01.'],
    ['an integer whose top bit is set', 2n ** 63n, 2, '\x80\x02\x8a\x09\0\0\0\0\0\0\0\x80\0.'],
    ['an integer whose top bit is the sign', -(2n ** 63n), 2, '\x80\x02\x8a\x08\0\0\0\0\0\0\0\x80.'],
    ['a small bigint', 7n, 2, '\x80\x02K\x07.'],
    ['a float of protocol 0', 1.5, 0, 'F1.5\n.'],
    ['a float beyond the safe integers', 1e21, 0, 'F1e+21\n.'],
    ['minus zero', -0, 0, 'F-0.0\n.'],
    ['infinity', Number.NEGATIVE_INFINITY, 0, 'F-inf\n.'],
    ['NaN', Number.NaN, 0, 'Fnan\n.'],
    ['a float of protocol 1', 1.5, 1, 'G\x3f\xf8\0\0\0\0\0\0.'],
    ['a text of protocol 0', 'ü\n\\Ā🙂', 0, 'V\xfc\\u000a\\u005c\\u0100\\U0001f642\n.'],
    ['a text of protocol 1', 'ü', 1, 'X\x02\0\0\0\xc3\xbc.'],
    ['a text of protocol 4', 'ü', 4, '\x80\x04\x95\x05\0\0\0\0\0\0\0\x8c\x02\xc3\xbc.'],
    ['half of a surrogate pair', '\ud800', 1, 'X\x03\0\0\0\xed\xa0\x80.'],
    ['bytes of protocol 0', bytesOf('a\xff'), 0, 'c_codecs\nencode\n(Va\xff\nVlatin1\ntR.'],
    ['no bytes of protocol 0', bytesOf(''), 0, 'c__builtin__\nbytes\n(tR.'],
    ['no bytes of protocol 2', bytesOf(''), 2, '\x80\x02c__builtin__\nbytes\n)R.'],
    ['bytes of protocol 3', bytesOf('a\xff'), 3, '\x80\x03C\x02a\xff.'],
    ['a list of protocol 0', [1, []], 0, '(lI1\na(la.'],
    ['a list of protocol 1', [1, []], 1, '](K\x01]e.'],
    ['an object of protocol 0', { a: {} }, 0, '(dVa\n(ds.'],
    ['an object of protocol 5', { a: {} }, 5, '\x80\x05\x95\x08\0\0\0\0\0\0\0}(\x8c\x01a}u.'],
    ['fields without undefined ones', { a: undefined }, 1, '}.'],
  ])('%s', (_name, value, protocol, pickle) => {
    expect(encodePickle(value, protocol)).toEqual(bytesOf(pickle))
  })

  test('protocol 4 when none is asked for', () => {
    expect(encodePickle([])).toEqual(encodePickle([], 4))
  })
})

test('what is written can be read, in every protocol', () => {
  const samples = fc.property(anyValue, fc.constantFrom(...protocols), (value, protocol) => {
    // toStrictEqual takes a field named `constructor` for the object's type.
    expect(isDeepStrictEqual(decodePickle(encodePickle(value, protocol)), value)).toBe(true)
  })
  fc.assert(samples, { seed: 11, numRuns: 1_500 })
})

test('long texts, bytes and integers, and nested lists, can be read', () => {
  const deep = Array.from({ length: 999 }).reduce<unknown[]>((inside) => [inside], [])
  const long = [255, 256, 70_000].flatMap((length) => ['x'.repeat(length), bytesOf('x'.repeat(length))])
  const value = [...long, 2n ** 2_038n, 2n ** 2_039n, -(2n ** 2_039n), -(2n ** 2_039n) - 1n, 2n ** 3_000n, deep[0]]
  for (const protocol of protocols) expect(decodePickle(encodePickle(value, protocol))).toStrictEqual(value)
})

describe('refuses', () => {
  const circle: unknown[] = []
  circle.push(circle)
  test.each<[string, unknown, string]>([
    ['undefined', undefined, 'nothing (null), as undefined'],
    ['undefined in a list', [undefined], 'as undefined'],
    ['a function', { a: () => 1 }, 'a function'],
    ['a symbol', Symbol('a'), 'a symbol'],
    ['a date', new Date(0), 'an object of class Date'],
    ['a map', new Map(), 'an object of class Map'],
    ['other arrays of numbers', new Float64Array(1), 'an object of class Float64Array'],
    ['a list in itself', circle, 'nested more than 1,000 deep, or contains itself'],
  ])('%s', (_name, value, found) => {
    const { code, message } = failureOf(() => encodePickle(value))
    expect(code).toBe('SLUICE-SERIALIZE-TYPE')
    expect(message).toContain(found)
  })

  test('a protocol that does not exist', () => {
    const { code, message } = failureOf(() => encodePickle(1, 6 as PickleProtocol))
    expect([code, message]).toEqual(['SLUICE-SERIALIZE-TYPE', 'Pickle has protocols 0 to 5, not 6. Use 4.'])
  })
})
