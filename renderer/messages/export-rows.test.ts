import { expect, test } from 'vitest'
import { toCsv, toNdjson } from './export-rows.ts'
import { exampleRow } from './testing/example-row.ts'

test('NDJSON has one object a line, with the value as JSON', () => {
  const lines = toNdjson([exampleRow({ id: 'A' }), exampleRow({ id: 'B' })])
    .trimEnd()
    .split('\n')
  expect(lines).toHaveLength(2)
  expect(JSON.parse(lines[0]!)).toMatchObject({
    time: '2026-01-02T14:02:11.482Z',
    key: 'cust-1042',
    value: { id: 'A' },
  })
})

test('NDJSON keeps long integers and marks values that were cut', () => {
  const long = exampleRow(null, { value: { form: 'json', text: '{"n":9007199254740993}', size: 22, truncated: false } })
  expect(toNdjson([long])).toContain('"value":{"n":9007199254740993}')
  const cut = exampleRow(null, { value: { form: 'json', text: '{"n":"aaa', size: 4_000, truncated: true } })
  expect(JSON.parse(toNdjson([cut]))).toMatchObject({ json: '{"n":"aaa', truncated: true, size: 4_000 })
})

test('CSV quotes what needs it and keeps numbers plain', () => {
  const row = exampleRow({ total: 1240.5, note: 'a "b", c' })
  const csv = toCsv(
    [row],
    [
      { id: 'total', path: ['total'] },
      { id: 'note', path: ['note'] },
    ],
  )
  expect(csv.split('\r\n')[0]).toBe('time,key,total,note,value,topic,failure')
  expect(csv).toContain(',1240.5,"a ""b"", c",')
})

test('CSV does not hand a formula to a spreadsheet, and leaves negative numbers alone', () => {
  const csv = toCsv(
    [exampleRow({ x: '=HYPERLINK("http://…")', n: -5 })],
    [
      { id: 'x', path: ['x'] },
      { id: 'n', path: ['n'] },
    ],
  )
  expect(csv).toContain(`"'=HYPERLINK(""http://…"")",-5,`)
})
