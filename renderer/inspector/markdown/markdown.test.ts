import { describe, expect, test } from 'vitest'
import { parseInline, parseMarkdown } from './markdown.ts'

const kinds = (text: string) => parseMarkdown(text).map((block) => block.kind)

describe('Markdown', () => {
  test('lines that follow each other are one paragraph', () => {
    expect(parseMarkdown('One\ntwo.\n\nThree.')).toEqual([
      { kind: 'paragraph', content: [{ kind: 'text', text: 'One two.' }] },
      { kind: 'paragraph', content: [{ kind: 'text', text: 'Three.' }] },
    ])
  })

  test('headings, lists, tables and code are told apart, with or without a blank line between', () => {
    const text =
      '# Title\nWords\n- one\n- two\n  more\n1. first\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n```json\n# no heading\n```'
    expect(kinds(text)).toEqual(['heading', 'paragraph', 'list', 'table', 'code'])
    expect(parseMarkdown('- one\n  more')).toMatchObject([{ items: [[{ text: 'one more' }]] }])
    expect(parseMarkdown('```\n# no heading\n```')).toEqual([{ kind: 'code', text: '# no heading' }])
  })

  test('a table has a head and rows', () => {
    expect(parseMarkdown('| a | b |\n|---|---|\n| `x \\| y` | 2 |')).toMatchObject([
      { head: [[{ text: 'a' }], [{ text: 'b' }]], rows: [[[{ kind: 'code', text: 'x | y' }], [{ text: '2' }]]] },
    ])
  })

  test('lines hold code, bold, emphasis and links', () => {
    expect(parseInline('Use `a*b*c` or **Merge**, *not* [docs](https://x.test/a).')).toEqual([
      { kind: 'text', text: 'Use ' },
      { kind: 'code', text: 'a*b*c' },
      { kind: 'text', text: ' or ' },
      { kind: 'strong', text: 'Merge' },
      { kind: 'text', text: ', ' },
      { kind: 'emphasis', text: 'not' },
      { kind: 'text', text: ' ' },
      { kind: 'link', text: 'docs', href: 'https://x.test/a' },
      { kind: 'text', text: '.' },
    ])
  })

  test('a name with underscores and a product of two names are no emphasis', () => {
    expect(parseInline('order_id and a * b * c')).toEqual([{ kind: 'text', text: 'order_id and a * b * c' }])
  })

  test('links lead to the web only', () => {
    expect(parseInline('[click](javascript:alert(1))')[0]).toEqual({ kind: 'text', text: 'click' })
    expect(parseInline('[x](data:text/html,hi)')).toEqual([{ kind: 'text', text: 'x' }])
  })

  test('tags stay text', () => {
    expect(parseMarkdown('<img src=x onerror=alert(1)>')).toEqual([
      { kind: 'paragraph', content: [{ kind: 'text', text: '<img src=x onerror=alert(1)>' }] },
    ])
  })

  test('whatever is written, it ends and loses nothing that stands in it', () => {
    for (const text of ['```', '|', '| a |', '#', '-', '**', '`', '\n\n', '1.', '* * *'])
      expect(() => parseMarkdown(text)).not.toThrow()
  })
})
