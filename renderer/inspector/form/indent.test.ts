import { describe, expect, test } from 'vitest'
import { breakLine, type Edited, indent, outdent } from './indent.ts'

/** A text whose selection stands between bars; one bar is a caret. */
function at(marked: string): Edited {
  const start = marked.indexOf('|')
  const end = marked.lastIndexOf('|')
  return { text: marked.replaceAll('|', ''), start, end: start === end ? start : end - 1 }
}

function shown({ text, start, end }: Edited): string {
  const opened = `${text.slice(0, start)}|${text.slice(start)}`
  return start === end ? opened : `${opened.slice(0, end + 1)}|${opened.slice(end + 1)}`
}

describe('code in a text area', () => {
  test('Tab puts spaces up to the next step', () => {
    expect(shown(indent(at('|a')))).toBe('  |a')
    expect(shown(indent(at('x\na|b')))).toBe('x\na |b')
  })

  test('Tab moves every selected line in, and leaves empty ones empty', () => {
    expect(shown(indent(at('a\nb|b\n\nc|c')))).toBe('a\n  b|b\n\n  c|c')
  })

  test('a line is left alone when the selection ends where it begins', () => {
    expect(shown(indent(at('|a\n|b')))).toBe('  |a\n|b')
  })

  test('Shift+Tab moves lines out by a step, by less, or not at all', () => {
    expect(shown(outdent(at('  a|')))).toBe('a|')
    expect(shown(outdent(at('|   a\n b\n\tc\nd|')))).toBe('| a\nb\nc\nd|')
    expect(shown(outdent(at('x\n |  a')))).toBe('x\n| a')
    expect(shown(outdent(at('a\n|b')))).toBe('a\n|b')
  })

  test('Enter goes on below where the line began', () => {
    expect(shown(breakLine(at('if (a) {\n  b|\n}')))).toBe('if (a) {\n  b\n  |\n}')
    expect(shown(breakLine(at('a|b|c')))).toBe('a\n|c')
  })
})
