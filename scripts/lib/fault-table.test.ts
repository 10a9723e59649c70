import { expect, test } from 'vitest'
import { faultTests, notRun } from '../../testing/faults/fault-tests.ts'
import { faultTable } from './fault-table.mjs'

const result = (fault: string, title: string, status = 'passed') => ({
  ancestorTitles: ['fault table', fault],
  title,
  status,
})

const report = JSON.stringify({
  testResults: [
    {
      assertionResults: [
        result('F1: it dies', 'clean'),
        result('F1: it dies', 'early'),
        result('F1: it dies', 'late — nobody waits'),
        result('F2: it waits', 'clean', 'failed'),
        result('F2: it waits', 'early — nobody dies', 'failed'),
        result('F2: it waits', 'late', 'failed'),
        result('F3: it burns', 'not run: no fire', 'skipped'),
        { ancestorTitles: ['fault table'], title: 'is no cell', status: 'passed' },
        { ancestorTitles: ['another', 'F1: it dies'], title: 'early', status: 'failed' },
      ],
    },
  ],
})

test('the table has a row for each fault, a column for each sabotage, and a reason for each that cannot show', () => {
  const lines = faultTable([report])
    .split('\n')
    .map((line) => line.replace(/ {2,}/g, ' | '))
  expect(lines).toEqual([
    'fault table: 1 green, 1 red as they must be, 1 that cannot show, 1 faults not run, 3 WRONG',
    ' | clean | A | B',
    'F1: it dies | green | red | — 1',
    'F2: it waits | WRONG | WRONG | WRONG',
    'F3: it burns | not run 2',
    'A early, B late',
    expect.stringContaining('green: nothing lost'),
    expect.stringContaining('in simulated worlds'),
    '1) nobody waits',
    '2) no fire',
  ])
})

test('a report without the table is said to have none', () => {
  expect(faultTable(['{"testResults": []}'])).toBe('fault table: not run')
})

test('every row and reason can be told from its neighbours in the table', () => {
  const names = [...faultTests, ...notRun].map(({ number, sentence }) => `${number}: ${sentence}`)
  expect(new Set(names).size).toBe(names.length)
  expect(Math.max(...names.map(({ length }) => length))).toBeLessThanOrEqual(88)
  const reasons = [
    ...faultTests.flatMap(({ sabotages }) => Object.values(sabotages)),
    ...notRun.map((row) => row.reason),
  ]
  for (const text of [...names, ...reasons]) expect(text).not.toContain(' — ')
})
