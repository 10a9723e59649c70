import { describe, expect, test } from 'vitest'
import { addColumn, cellOf, moveColumn, pathsIn, pathText, removeColumn } from './columns.ts'
import { exampleRow } from './testing/example-row.ts'

const ids = (columns: readonly { id: string }[]) => columns.map((column) => column.id)

describe('columns from fields', () => {
  test('a path reads like the expression that reaches it', () => {
    expect(pathText(['lines', '0', 'sku'])).toBe('lines[0].sku')
    expect(pathText(['order-id', 'a b'])).toBe('["order-id"]["a b"]')
  })

  test('are added once, moved and taken away', () => {
    const columns = [['a'], ['b'], ['c'], ['a']].reduce(addColumn, [] as ReturnType<typeof addColumn>)
    expect(ids(columns)).toEqual(['a', 'b', 'c'])
    expect(ids(moveColumn(columns, 'c', 'a'))).toEqual(['c', 'a', 'b'])
    expect(ids(moveColumn(columns, 'a', null))).toEqual(['b', 'c', 'a'])
    expect(ids(removeColumn(columns, 'b'))).toEqual(['a', 'c'])
  })

  test('show numbers as numbers, objects as JSON, and a dash for nothing', () => {
    const row = exampleRow({ total: 1240.5, who: { id: 'C7' }, tenant: 'acme' })
    const cell = (...path: string[]) => cellOf(row, { id: '', path })
    expect(cell('total')).toEqual({ text: '1,240.5', isNumber: true })
    expect(cell('who')).toEqual({ text: '{"id":"C7"}', isNumber: false })
    expect(cell('tenant')).toEqual({ text: 'acme', isNumber: false })
    expect(cell('who', 'name')).toEqual({ text: '—', isNumber: false })
    expect(cell('constructor')).toEqual({ text: '—', isNumber: false })
  })

  test('can be chosen from the fields that rows really have', () => {
    const rows = [exampleRow({ id: 1, who: { name: 'A' }, tags: ['x'] }), exampleRow({ id: 2, extra: null })]
    expect(pathsIn(rows).map(pathText)).toEqual(['id', 'who.name', 'tags', 'extra'])
    expect(pathsIn(rows, 2)).toHaveLength(2)
  })
})
