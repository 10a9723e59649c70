import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FailureError } from '../../ipc/failure.ts'
import { parseJson, stringifyJson } from './json.ts'
import { findJsonProblem } from './json-problem.ts'

describe('JSON', () => {
  it.each([
    '{"id":9007199254740993}',
    '[12345678901234567890,-12345678901234567890,1]',
    '{"a":{"b":[18446744073709551615]}}',
    '{"__proto__":{"admin":true},"constructor":1}',
    '{"text":"12345678901234567890"}',
  ])('%s comes out as it went in', (text) => expect(stringifyJson(parseJson(text))).toBe(text))

  it('takes an empty payload as null', () => expect(parseJson('')).toBeNull())

  it('lets the last of repeated fields count', () => expect(parseJson('{"a":1,"a":2}')).toEqual({ a: 2 }))

  it('makes a field `__proto__` an ordinary field', () => {
    const value = parseJson('{"__proto__":{"admin":true}}') as object
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
    expect(Object.keys(value)).toEqual(['__proto__'])
  })

  it('leaves fractions and exponents to doubles', () => {
    expect(parseJson('[1.00000000000000000001,1e400,1e21]')).toEqual([1, Number.POSITIVE_INFINITY, 1e21])
  })

  it('indents when asked to', () =>
    expect(stringifyJson({ a: 9007199254740993n }, 2)).toBe('{\n  "a": 9007199254740993\n}'))

  it('says the same of every JSON value as the runtime does, seen as doubles', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(JSON.parse(stringifyJson(parseJson(text)))).toEqual(JSON.parse(text))
      }),
      { seed: 7, numRuns: 300 },
    )
  })
})

describe('what is not JSON', () => {
  it.each([
    [
      '{"order_id": oops}',
      'Not JSON: `o` is not allowed where a value is expected at line 1, column 14, near `"order_id": oops}`.',
    ],
    ['{"a":1,}', '`}` is not allowed where a field name in quotes is expected at line 1, column 8'],
    ['{"a" 1}', '`1` is not allowed where `:` is expected at line 1, column 6'],
    ['{"a":1\n "b":2}', '`"` is not allowed where `,` or `}` is expected at line 2, column 2'],
    ['[1,2', 'the text ends where `,` or `]` is expected at line 1, column 5'],
    ['{"a":', 'the text ends where a value is expected'],
    ['"abc', 'a text is not closed, or holds a character that must be escaped, at line 1, column 1'],
    ['{} x', '`x` is not allowed after the end of the value at line 1, column 4'],
    ["{'a':1}", "`'` is not allowed where a field name in quotes is expected"],
    ['hello', '`h` is not allowed where a value is expected'],
    ['\u0000', 'near `·`'],
  ])('%j', (text, words) => {
    try {
      parseJson(text)
      expect.unreachable()
    } catch (thrown) {
      expect((thrown as FailureError).failure.code).toBe('SLUICE-DESERIALIZE-JSON')
      expect((thrown as FailureError).message).toContain(words)
    }
  })

  it('is always explained, wherever a text was broken', () => {
    const broken = fc
      .tuple(fc.json(), fc.nat(), fc.constantFrom('"', '{', ']', ',', ':', 'x', '\\', '\n', ''))
      .map(([text, at, put]) => text.slice(0, at % (text.length + 1)) + put + text.slice((at % (text.length + 1)) + 1))
    fc.assert(
      fc.property(broken, (text) => {
        let valid = true
        try {
          JSON.parse(text)
        } catch {
          valid = false
        }
        fc.pre(!valid)
        const { position, problem } = findJsonProblem(text)
        expect(problem).not.toBe('')
        expect(position).toBeLessThanOrEqual(text.length)
      }),
      { seed: 7, numRuns: 500 },
    )
  })

  it('is found in deep nesting without running out of stack', () => {
    expect(findJsonProblem('['.repeat(200_000)).position).toBe(200_000)
  })
})
