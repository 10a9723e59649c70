import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatCsvRow, parseCsvRow, RowCutter, type RowFormat } from './rows.ts'

function cut(format: RowFormat, parts: readonly string[], maxLength = 1_000): (string | null)[] {
  const cutter = new RowCutter(format, maxLength)
  return [...parts.flatMap((part) => cutter.push(part)), ...cutter.end()]
}

describe('cutting text into rows', () => {
  it('ends a row at a line feed, with or without a carriage return, and at the end of the text', () => {
    expect(cut('lines', ['a\r\nb\n\nc'])).toEqual(['a', 'b', '', 'c'])
  })

  it('keeps line feeds between quotes, in CSV only', () => {
    expect(cut('csv', ['a,"b\nc"\nd'])).toEqual(['a,"b\nc"', 'd'])
    expect(cut('lines', ['a,"b\nc"\nd'])).toEqual(['a,"b', 'c"', 'd'])
  })

  it('gives a row that is too long as null, once, and goes on behind it', () => {
    expect(cut('lines', ['ok\n', 'x'.repeat(30), 'x'.repeat(30), '\nok'], 10)).toEqual(['ok', null, 'ok'])
  })

  it('gives the same rows however the text is cut', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '"', '\n', '\r', ','), maxLength: 40 })
    fc.assert(
      fc.property(text, fc.nat(40), fc.constantFrom<RowFormat>('csv', 'ndjson'), (all, at, format) => {
        expect(cut(format, [all.slice(0, at), all.slice(at)])).toEqual(cut(format, [all]))
      }),
    )
  })
})

describe('a CSV row', () => {
  it('is read by RFC 4180', () => {
    expect(parseCsvRow('a,"b,c","d ""e""",,')).toEqual(['a', 'b,c', 'd "e"', '', ''])
  })

  it('comes back as it was written', () => {
    const fields = fc.array(fc.string({ unit: fc.constantFrom('a', '"', '\n', ',', ' ', 'ü') }), { minLength: 1 })
    fc.assert(
      fc.property(fields, (row) => {
        expect(parseCsvRow(formatCsvRow(row))).toEqual(row)
      }),
    )
  })

  it.each(['"a', '"a"b,c'])('that is wrong is refused: %s', (row) => {
    expect(() => parseCsvRow(row)).toThrow(/quote/)
  })
})
