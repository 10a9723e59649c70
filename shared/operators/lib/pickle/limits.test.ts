import { describe, expect, test } from 'vitest'
import { cpuTimeOf } from '../../../graph/testing/cpu-time.ts'
import { decodePickle } from './decode.ts'
import type { PickleLimits } from './limits.ts'
import { bytesOf, decodeOrFail, failureOf } from './testing/bytes.ts'

/** What is just allowed, and what is one too many. */
test.each<[string, Partial<PickleLimits>, string, string]>([
  ['lists in lists', { depth: 3 }, ']]]aa.', ']]]]aaa.'],
  ['a nested list that is shared', { depth: 3 }, '(]]aq\x00h\x00l.', '(]]aq\x00](h\x00el.'],
  ['values', { items: 4 }, '(NNl.', '(NNNNl.'],
  ['values shown again', { items: 8 }, '(](NNeq\x00h\x00l.', '(](NNeq\x00h\x00h\x00l.'],
  ['dicts', { items: 4 }, '}.', '(}l.'],
  ['bytes', { items: 4 }, 'C\x01a.', '(C\x01al.'],
  ['text', { textLength: 3 }, 'Vabc\n.', 'Vabcd\n.'],
  ['text shown again', { textLength: 5 }, '(Vabc\nq\x00l.', '(Vabc\nq\x00h\x00l.'],
  ['bytes shown again', { textLength: 5 }, '(C\x03abcq\x00l.', '(C\x03abcq\x00h\x00l.'],
  ['names of fields', { textLength: 3 }, '}Vab\nVc\ns.', '}Vab\nVcd\ns.'],
  ['large integers', { textLength: 33 }, '\x8a\x09\0\0\0\0\0\0\0\x80\0.', '(\x8a\x09\0\0\0\0\0\0\0\x80\0q\x00h\x00l.'],
  ['values kept', { memo: 1 }, 'Nq\x00q\x00.', 'Nq\x00q\x01.'],
  ['bytes of an integer', { integerBytes: 8 }, '\x8a\x08\0\0\0\0\0\0\0\x01.', '\x8a\x09\0\0\0\0\0\0\0\0\x01.'],
  ['digits of an integer', { integerBytes: 10 }, 'L1234567890123456789012345L\n.', 'L12345678901234567890123456L\n.'],
])('limits %s', (_name, limits, allowed, tooMuch) => {
  expect(() => decodePickle(bytesOf(allowed), limits)).not.toThrow()
  const { code, message } = failureOf(() => decodePickle(bytesOf(tooMuch), limits))
  expect(code).toBe('SLUICE-PICKLE-LIMIT')
  expect(message).toContain('the most that Sluice takes')
})

test('a billion laughs of a hundred bytes are refused before anybody unfolds them', () => {
  const laughs = `](${'h\x00'.repeat(10)}eq\x00`
  const { code } = failureOf(() => decodePickle(bytesOf(`Vha\nq\x00${laughs.repeat(400)}.`)))
  expect(code).toBe('SLUICE-PICKLE-LIMIT')
})

/** Each of up to 5 MB, the largest message that a Pulsar broker takes by default. */
describe('takes less than a second for', () => {
  const integer = (bytes: number) => `\x8b${String.fromCharCode(bytes & 255, bytes >> 8)}\0\0${'\x55'.repeat(bytes)}`
  test.each<[string, string]>([
    ['a float that is no float after all', `F${'1'.repeat(5_000_000)}x\n.`],
    ['a text of backslashes', `V${'\\'.repeat(2_000_000)}\n.`],
    ['a str of backslashes', `S'${'\\'.repeat(2_000_000)}'\n.`],
    ['texts that are no UTF-8', `(${'\x8c\x03\xed\xa0\x80'.repeat(300_000)}l.`],
    ['strs that are no UTF-8', `(${'U\x01\xff'.repeat(300_000)}l.`],
    ['fields called __proto__', `(${'}U\x09__proto__Ns'.repeat(60_000)}l.`],
    [
      'fields with numbers',
      `}(${Array.from({ length: 100_000 }, (_, index) => `I${(index * 7_919) % 1_000_003}\nN`).join('')}u.`,
    ],
    ['one integer as the key of many dicts', `(${integer(4_096)}q\x00${'}h\x00Ns'.repeat(60_000)}l.`],
    ['one integer many times', `(${integer(4_096)}q\x00${'h\x00'.repeat(300_000)}l.`],
    ['one integer in many lists', `(${integer(4_096)}q\x00${']h\x00a'.repeat(100_000)}l.`],
    ['lists copied into sets', `](${'N'.repeat(400_000)}eq\x00${'cbuiltins\nset\nh\x00\x85R0'.repeat(5_000)}.`],
    [
      'texts copied into bytes',
      `V${'x'.repeat(1_000_000)}\nq\x00${'c_codecs\nencode\n(h\x00Vlatin1\ntR0'.repeat(5_000)}.`,
    ],
    ['marks', `${'('.repeat(5_000_000)}.`],
    ['a frame in every byte', `${'\x95\0\0\0\0\0\0\0\0'.repeat(500_000)}N.`],
    ['an integer of five million digits', `I${'9'.repeat(5_000_000)}\n.`],
    ['a name of five million letters', `c${'\xc3\xbc'.repeat(2_500_000)}\na\n.`],
  ])('%s', (_name, pickle) => {
    const bytes = bytesOf(pickle)
    expect(cpuTimeOf(() => decodeOrFail(bytes))).toBeLessThan(1_000)
  })
})
