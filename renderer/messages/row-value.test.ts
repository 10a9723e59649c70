import { describe, expect, test } from 'vitest'
import type { Preview } from '../../shared/run/tap.ts'
import { completeCutJson } from './cut-json.ts'
import { bytesOf, readValue } from './row-value.ts'

const preview = (form: Preview['form'], text: string, truncated = false): Preview => ({
  form,
  text,
  size: text.length,
  truncated,
})

describe('the value of a row', () => {
  test('is read from JSON, and integers keep every digit', () => {
    expect(readValue(preview('json', '{"id": 9007199254740993}'))).toEqual({
      value: { id: 9007199254740993n },
      isWhole: true,
    })
  })

  test('is the text itself, null, or nothing for bytes', () => {
    expect(readValue(preview('text', 'hello')).value).toBe('hello')
    expect(readValue(preview('text', '{not JSON')).value).toBe('{not JSON')
    expect(readValue(preview('null', '')).value).toBeNull()
    expect(readValue(preview('base64', 'AAE=')).value).toBeUndefined()
  })

  test('of bytes that hold JSON is that JSON', () => {
    expect(readValue(preview('text', ' {"id": 1}')).value).toEqual({ id: 1 })
    expect(readValue(preview('text', '{"id": 1, "b": "x', true))).toEqual({ value: { id: 1 }, isWhole: false })
  })

  test('of a cut preview has the fields that came through', () => {
    expect(readValue(preview('json', '{"id": "A-1", "lines": [{"sku": 1}, {"sku": 2', true))).toEqual({
      value: { id: 'A-1', lines: [{ sku: 1 }, {}] },
      isWhole: false,
    })
  })

  test('its bytes are those of the text, or those that were coded', () => {
    expect([...bytesOf(preview('base64', 'AAH/'))]).toEqual([0, 1, 255])
    expect([...bytesOf(preview('text', 'é'))]).toEqual([0xc3, 0xa9])
  })
})

describe('cut JSON', () => {
  test.each([
    ['{"a": 1, "b": "x', '{"a": 1}'],
    ['{"a": [1, 2', '{"a": [1]}'],
    ['{"a": "quote \\" and , comma", "b', '{"a": "quote \\" and , comma"}'],
    ['{"a": {"b": 1}', '{"a": {"b": 1}}'],
    ['{"a', '{}'],
  ])('%s becomes %s', (cut, completed) => {
    expect(completeCutJson(cut)).toBe(completed)
  })

  test('without a bracket nothing can be saved', () => {
    expect(completeCutJson('"a long text')).toBeNull()
  })
})
