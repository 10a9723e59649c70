import { describe, expect, test } from 'vitest'
import { treeLines } from './value-tree.ts'

const value = { id: 'A-1', total: 5, ok: true, none: null, who: { name: 'Anna', tags: ['x'] }, empty: {} }

const shown = (lines: ReturnType<typeof treeLines>) =>
  lines.map((line) => `${'  '.repeat(line.depth)}${line.name} ${line.text}`)

describe('a value as a tree', () => {
  test('shows names and values, two levels open at first', () => {
    expect(shown(treeLines(value, new Set()))).toEqual([
      'id "A-1"',
      'total 5',
      'ok true',
      'none null',
      'who {2}',
      '  name "Anna"',
      '  tags [1]',
      'empty {0}',
    ])
  })

  test('branches close and open', () => {
    const who = JSON.stringify(['who'])
    const tags = JSON.stringify(['who', 'tags'])
    expect(shown(treeLines(value, new Set([who])))).not.toContain('  name "Anna"')
    expect(shown(treeLines(value, new Set([tags])))).toContain('    0 "x"')
  })

  test('a plain value is one line, a long list says how much more there is', () => {
    expect(shown(treeLines('hello', new Set()))).toEqual([' "hello"'])
    const lines = treeLines(
      Array.from({ length: 203 }, (_, index) => index),
      new Set(),
    )
    expect(lines).toHaveLength(201)
    expect(lines.at(-1)).toMatchObject({ kind: 'more', text: '3 more' })
  })

  test('integers of any size keep their digits', () => {
    expect(treeLines({ n: 9007199254740993n }, new Set())[0]).toMatchObject({
      kind: 'number',
      text: '9007199254740993',
    })
  })
})
