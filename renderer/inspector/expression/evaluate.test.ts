import { describe, expect, test } from 'vitest'
import { exampleRow } from '../../messages/testing/example-row.ts'
import { messageFrom, tryOn } from './evaluate.ts'
import { compile, knownNames, stepNames } from './language.ts'

function tried(text: string, ...values: unknown[]) {
  return tryOn(
    values.map((value) => exampleRow(value)),
    compile('expression', text),
    text,
  )
}

describe('an expression tried on the last messages', () => {
  test('says true, false, or why not, and names the message and the field', () => {
    expect(
      tried(
        'value.total > 100',
        { order_id: 'ord-1', total: 1240 },
        { order_id: 'ord-2', total: 42.1 },
        { order_id: 'ord-3', total: 'n/a' },
      ),
    ).toEqual([
      { label: 'ord-1 · total 1240', outcome: 'true', result: 'true' },
      { label: 'ord-2 · total 42.1', outcome: 'false', result: 'false' },
      { label: 'ord-3 · total "n/a"', outcome: 'error', result: expect.stringMatching(/text/) },
    ])
  })

  test('shows a value as JSON, and falls back to the key for a name', () => {
    expect(tried('{"a": value.n + 1}', { n: 1 })).toEqual([
      { label: 'cust-1042 · n 1', outcome: 'value', result: '{"a":2}' },
    ])
  })

  test('templates are rendered', () => {
    const rows = [exampleRow({ tenant: 'acme' })]
    expect(tryOn(rows, compile('template', 't-{value.tenant}'), 't-{value.tenant}')[0]!.result).toBe('"t-acme"')
  })

  test('does not judge a message that arrived cut', () => {
    const cut = exampleRow(
      { total: 1 },
      { value: { form: 'json', text: '{"total": 1, "x": "', size: 9_000, truncated: true } },
    )
    expect(tryOn([cut], compile('expression', 'value.total > 0'), '')[0]).toMatchObject({ outcome: 'unknown' })
  })

  test('sees bytes as bytes', () => {
    const row = exampleRow(null, { value: { form: 'base64', text: 'AAE=', size: 2, truncated: false } })
    expect(messageFrom(row).value).toEqual(new Uint8Array([0, 1]))
  })
})

test('the variables of a message and the functions are known names', () => {
  const texts = knownNames.map(({ text }) => text)
  expect(texts).toEqual(expect.arrayContaining(['value', 'properties', 'round()', 'replace()', 'size()']))
  expect(new Set(texts).size).toBe(texts.length)
})

test('names that a field declares are known there, and only there', () => {
  expect(stepNames(['state', 'next'])).toEqual([
    { text: 'state', detail: expect.stringContaining('remembers for this key') },
    { text: 'next', detail: expect.stringContaining('from now on') },
  ])
  expect(() => compile('expression', 'state', ['state'])).not.toThrow()
  expect(() => compile('expression', 'state')).toThrow('no `state`')
})
