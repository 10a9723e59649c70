import { expect, test } from 'vitest'
import { lightJson } from './json-light.ts'

const kinds = (text: string) => lightJson(text).map((token) => `${token.kind} ${token.text}`)

test('names, texts, numbers and words are told apart', () => {
  expect(kinds('{"id": "A", "n": -1.5e3, "ok": true}')).toEqual([
    'plain {',
    'name "id"',
    'plain : ',
    'text "A"',
    'plain , ',
    'name "n"',
    'plain : ',
    'number -1.5e3',
    'plain , ',
    'name "ok"',
    'plain : ',
    'word true',
    'plain }',
  ])
})

test('nothing is lost, whatever the text is', () => {
  for (const text of ['{"cut": "of', 'no JSON at all: tfn-', '"\\"', '']) {
    expect(
      lightJson(text)
        .map((token) => token.text)
        .join(''),
    ).toBe(text)
  }
})
