import { expect, test } from 'vitest'
import { visibleLine, visibleText } from './visible-text.ts'

test('control characters are shown as their pictures', () => {
  expect(visibleLine('a\u0000b\tc\nd\u001b[31m\u007f')).toBe('a␀b␉c␊d␛[31m␡')
})

test('characters that turn or hide text are shown by number', () => {
  expect(visibleLine('user\u202Etxt.exe\u2066\u200B\uFEFF')).toBe('user⟪U+202E⟫txt.exe⟪U+2066⟫⟪U+200B⟫⟪U+FEFF⟫')
  expect(visibleLine('\u0085\ud800')).toBe('⟪U+0085⟫⟪U+D800⟫')
})

test('letters of all scripts and emoji stay as they are', () => {
  expect(visibleLine('Grüezi שלום 日本 👩‍👩‍👧')).toBe('Grüezi שלום 日本 👩‍👩‍👧')
})

test('in running text line feeds and tabs do what they are for', () => {
  expect(visibleText('a\n\tb\r')).toBe('a\n\tb␍')
})
