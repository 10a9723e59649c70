import { describe, expect, test } from 'vitest'
import { exampleRow } from '../../messages/testing/example-row.ts'
import { complete, fieldsSeen, insert, wordBefore } from './completion.ts'

const texts = (suggestions: readonly { text: string }[]) => suggestions.map(({ text }) => text)

describe('completion', () => {
  test('takes the path before the caret', () => {
    expect(wordBefore('value.to', 8, false)).toEqual({ text: 'value.to', start: 0 })
    expect(wordBefore('1 < value.items[0].s && x', 20, false)).toEqual({ text: 'value.items[0].s', start: 4 })
    expect(wordBefore('', 0, false)).toEqual({ text: '', start: 0 })
  })

  test('keeps out of quoted texts', () => {
    expect(wordBefore('value.a == "va', 14, false)).toBeNull()
    expect(wordBefore(`value.a == "\\"" && va`, 21, false)).toEqual({ text: 'va', start: 19 })
  })

  test('in a template works inside the holes only', () => {
    expect(wordBefore('tenant-va', 9, true)).toBeNull()
    expect(wordBefore('tenant-{va', 10, true)).toEqual({ text: 'va', start: 8 })
    expect(wordBefore('{value.a}-va', 12, true)).toBeNull()
    expect(wordBefore('{{va', 4, true)).toBeNull()
  })

  test('offers the fields really seen, with their newest value', () => {
    const rows = [
      exampleRow({ total: 1, old: true }),
      exampleRow(
        { total: 42, who: { name: 'A' }, lines: [{ sku: 'x' }], 'order-id': 7 },
        { properties: { tier: 'gold' } },
      ),
    ]
    const seen = fieldsSeen(rows)
    expect(texts(seen)).toEqual([
      'value.total',
      'value.who.name',
      'value.lines',
      'value.lines[0].sku',
      'value["order-id"]',
      'properties.tier',
      'value.old',
    ])
    expect(seen[0]!.detail).toBe('42')
    expect(seen[2]!.detail).toBe('list of 1')
  })

  test('puts first what begins with the word, then what holds its last part', () => {
    const candidates = ['value.total', 'value.order.total', 'value.name'].map((text) => ({ text, detail: '' }))
    expect(texts(complete('value.to', candidates))).toEqual(['value.total', 'value.order.total'])
    expect(texts(complete('tot', candidates))).toEqual(['value.total', 'value.order.total'])
    expect(texts(complete('value.total', candidates))).toEqual(['value.order.total'])
  })

  test('replaces the word and puts the caret between the brackets of a function', () => {
    const word = { text: 'si', start: 4 }
    expect(insert('1 < si > 2', word, 6, { text: 'size()', detail: '' })).toEqual({ text: '1 < size() > 2', caret: 9 })
    expect(insert('1 < va', { text: 'va', start: 4 }, 6, { text: 'value.a', detail: '' })).toEqual({
      text: '1 < value.a',
      caret: 11,
    })
  })
})
