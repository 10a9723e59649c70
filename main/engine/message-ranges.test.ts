import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MessageRanges, Position } from './message-ranges.ts'

function positionOf(text: string): Position {
  const position = new Position()
  expect([text, position.read(text)]).toEqual([text, true])
  return position
}

const rangesOf = (...texts: string[]) => {
  const ranges = new MessageRanges()
  for (const text of texts) ranges.add(positionOf(text))
  return ranges
}

describe('a position', () => {
  test.each([
    ['7:12:3:4', [7, 12, 3, 4]],
    ['7:12:-1:-1', [7, 12, -1, -1]],
    ['7:12', [7, 12, -1, -1]],
    ['7:12:0', [7, 12, 0, -1]],
    ['12', [-1, 12, -1, -1]],
    ['999999999999999:0', [999_999_999_999_999, 0, -1, -1]],
  ])('is read from %s', (text, numbers) => {
    const { ledger, entry, partition, batch } = positionOf(text)
    expect([ledger, entry, partition, batch]).toEqual(numbers)
  })

  test.each(['', 'a', '7:', ':7', '7::1', '1:2:3:4:5', '7:-', '--1', '1-', '7 :1', '9999999999999999', '1.5', '0x1'])(
    'is not read from "%s"',
    (text) => {
      expect(new Position().read(text)).toBe(false)
    },
  )

  test('forgets what it read before', () => {
    const position = positionOf('7:12:3:4')
    position.read('5')
    expect([position.ledger, position.entry, position.partition, position.batch]).toEqual([-1, 5, -1, -1])
  })

  test('comes after others by ledger, entry, partition, batch index', () => {
    const inOrder = ['1:9', '2:1', '2:2:0:0', '2:2:0:1', '2:2:1:0', '2:10', '10:0']
    for (const [index, one] of inOrder.entries()) {
      for (const [other, text] of inOrder.entries()) {
        expect(positionOf(one).isAfter(positionOf(text))).toBe(index > other)
      }
    }
  })
})

describe('a set of positions', () => {
  test('takes no more room than the ends of what follows each other', () => {
    const ranges = new MessageRanges()
    for (let entry = 0; entry < 10_000; entry++) ranges.add(positionOf(`7:${entry}:-1:-1`))
    for (let batch = 0; batch < 100; batch++) ranges.add(positionOf(`8:0:-1:${batch}`))
    expect(ranges.toList().length).toBe(12)
  })

  test('has nothing that stands between two that were added', () => {
    const ranges = rangesOf('7:1', '7:3', '7:4:0:0', '7:4:0:2')
    expect(['7:2', '7:4', '7:4:0:1', '7:3:0:0', '8:1', '7:1:0'].filter((text) => ranges.has(positionOf(text)))).toEqual(
      [],
    )
  })

  test('keeps entries and batches of the same numbers apart', () => {
    const ranges = rangesOf('7:1', '7:2', '7:3', '7:4', '7:5', '7:3:-1:0')
    expect(['7:5', '7:3:-1:0', '7:1'].every((text) => ranges.has(positionOf(text)))).toBe(true)
    expect(ranges.has(positionOf('7:2:-1:0'))).toBe(false)
  })

  test('is what a set of texts is, in whatever order they come, also after it was saved and put together', () => {
    const number = (max: number) => fc.integer({ min: -1, max })
    const id = fc.tuple(number(2), number(12), number(1), number(4)).map((parts) => parts.join(':'))
    const inRow = fc
      .tuple(number(2), number(6), fc.nat(9), fc.boolean())
      .map(([ledger, first, count, isBatch]) =>
        Array.from({ length: count }, (_, index) =>
          isBatch ? `${ledger}:${first}:0:${index}` : `${ledger}:${first + index}:-1:-1`,
        ),
      )
    const ids = fc
      .array(
        fc.oneof(
          id.map((one) => [one]),
          inRow,
        ),
      )
      .map((lists) => [...new Set(lists.flat())])
    fc.assert(
      fc.property(ids, ids, fc.array(id), fc.nat(), (one, other, asked, cut) => {
        const first = one.slice(0, cut)
        const second = other.filter((each) => !first.includes(each))
        const ranges = rangesOf(...first)
        for (const each of [...first, ...asked]) {
          expect([each, ranges.has(positionOf(each))]).toEqual([each, first.includes(each)])
        }
        ranges.addAll(rangesOf(...second))
        const saved = MessageRanges.from(structuredClone(ranges.toList()))
        const expected = new Set([...first, ...second])
        for (const each of [...one, ...other, ...asked]) {
          expect([each, ranges.has(positionOf(each))]).toEqual([each, expected.has(each)])
          expect([each, saved.has(positionOf(each))]).toEqual([each, expected.has(each)])
        }
        const highest = new Position()
        saved.raise(highest)
        for (const each of expected) expect(positionOf(each).isAfter(highest)).toBe(false)
      }),
      { seed: 5, numRuns: 300 },
    )
  })
})
