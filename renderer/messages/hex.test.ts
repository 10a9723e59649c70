import { expect, test } from 'vitest'
import { hexLines } from './hex.ts'

test('bytes stand in lines of sixteen with their offset and what is printable', () => {
  const bytes = new TextEncoder().encode('{"id":"A-1"}\n\u0000zß')
  expect(hexLines(bytes)).toEqual([
    { offset: '00000000', hex: '7b 22 69 64 22 3a 22 41  2d 31 22 7d 0a 00 7a c3', text: '{"id":"A-1"}··z·' },
    { offset: '00000010', hex: `9f${' '.repeat(46)}`, text: '·' },
  ])
})

test('no bytes, no lines', () => {
  expect(hexLines(new Uint8Array())).toEqual([])
})
