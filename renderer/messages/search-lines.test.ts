import { expect, test } from 'vitest'
import { searchLines } from './search-lines.ts'
import { exampleRow } from './testing/example-row.ts'

const lines = [
  exampleRow({ order: 'A-1' }, { key: 'Anna' }),
  exampleRow({ order: 'B-2' }, { properties: { tier: 'Gold' } }),
  exampleRow({ order: 'C-3' }, { failure: { code: 'SLUICE-X', message: 'total is text' } }),
].map((row, number) => ({ number, row }))

const numbers = (search: string) => searchLines(lines, search).map((line) => line.number)

test('without a search all lines are listed, newest first', () => {
  expect(numbers('  ')).toEqual([2, 1, 0])
})

test('text is found in payload, key, properties and reason, in any letter case', () => {
  expect(numbers('b-2')).toEqual([1])
  expect(numbers('anna')).toEqual([0])
  expect(numbers('GOLD')).toEqual([1])
  expect(numbers('is text')).toEqual([2])
  expect(numbers('nowhere')).toEqual([])
})
