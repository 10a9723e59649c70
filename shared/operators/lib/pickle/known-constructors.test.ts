import { describe, expect, test } from 'vitest'
import { decodePickle } from './decode.ts'
import { bytesOf, failureOf } from './testing/bytes.ts'

const call = (name: string, given: string) => `c${name.replace('.', '\n')}\n(${given}tR`
const bytes = (text: string) => `C${String.fromCharCode(text.length)}${text}`
const decode = (pickle: string) => decodePickle(bytesOf(`${pickle}.`))
const zone = (days: number, seconds: number, more = '') =>
  call('datetime.timezone', `${call('datetime.timedelta', `I${days}\nI${seconds}\nI0\n`)}${more}`)

describe('known types become text', () => {
  test.each<[string, string, string]>([
    [
      'datetime',
      call('datetime.datetime', bytes('\x07\xe8\x02\x1d\x17\x3b\x3b\x0f\x42\x3f')),
      '2024-02-29T23:59:59.999999',
    ],
    [
      'datetime without microseconds',
      call('datetime.datetime', bytes('\x00\x01\x01\x01\0\0\0\0\0\0')),
      '0001-01-01T00:00:00',
    ],
    [
      'datetime that is the second of two',
      call('datetime.datetime', bytes('\x07\xe8\x82\x01\0\0\0\0\0\0')),
      '2024-02-01T00:00:00',
    ],
    [
      'datetime of protocols 0 to 2',
      call(
        'datetime.datetime',
        call('_codecs.encode', 'V\x07\xe8\x02\x01\\u0000\\u0000\\u0000\\u0000\\u0000\\u0000\nVlatin1\n'),
      ),
      '2024-02-01T00:00:00',
    ],
    [
      'datetime of Python 2',
      call('datetime.datetime', "S'\\x07\\xe8\\x02\\x01\\x00\\x00\\x00\\x00\\x00\\x00'\n"),
      '2024-02-01T00:00:00',
    ],
    [
      'datetime of Python 2 that happens to be UTF-8',
      call('datetime.datetime', "S'\\x07\\x7f\\x02\\x01\\x00\\x00\\x00\\x00\\xc3\\xa9'\n"),
      '1919-02-01T00:00:00.050089',
    ],
    [
      'datetime in UTC',
      call('datetime.datetime', bytes('\x07\xe8\x02\x01\0\0\0\0\0\0') + zone(0, 0)),
      '2024-02-01T00:00:00+00:00',
    ],
    [
      'datetime west of Greenwich',
      call('datetime.datetime', bytes('\x07\xe8\x02\x01\0\0\0\0\0\0') + zone(-1, 66_600)),
      '2024-02-01T00:00:00-05:30',
    ],
    [
      'datetime in a named zone',
      call('datetime.datetime', bytes('\x07\xe8\x02\x01\0\0\0\0\0\0') + zone(0, 7_200, 'VEET\n')),
      '2024-02-01T00:00:00+02:00',
    ],
    ['a zone with seconds', zone(0, 3_661), '+01:01:01'],
    ['date', call('datetime.date', bytes('\x07\xe8\x0c\x1f')), '2024-12-31'],
    ['time', call('datetime.time', bytes('\x08\x1e\0\0\0\x01')), '08:30:00.000001'],
    ['time that is the second of two', call('datetime.time', bytes('\x85\0\0\0\0\0')), '05:00:00'],
    ['time in a zone', call('datetime.time', bytes('\x08\x1e\0\0\0\0') + zone(0, 3_600)), '08:30:00+01:00'],
    ['timedelta', call('datetime.timedelta', 'I1\nI7384\nI500000\n'), 'P1DT2H3M4.5S'],
    ['timedelta of nothing', call('datetime.timedelta', 'I0\nI0\nI0\n'), 'PT0S'],
    ['timedelta below zero', call('datetime.timedelta', 'I-1\nI86399\nI999999\n'), '-PT0.000001S'],
    ['timedelta of days', call('datetime.timedelta', 'I-999999999\nI0\nI0\n'), '-P999999999D'],
    ['Decimal', call('decimal.Decimal', 'V-1.50\n'), '-1.50'],
    ['Decimal with an exponent', call('decimal.Decimal', 'V1E+5\n'), '1E+5'],
    ['Decimal that is no number', call('decimal.Decimal', 'VsNaN123\n'), 'sNaN123'],
    ['Decimal beyond all numbers', call('decimal.Decimal', 'V-Infinity\n'), '-Infinity'],
    ['Decimal of Python 2', call('decimal.Decimal', "S'0.10'\n"), '0.10'],
  ])('%s', (_name, pickle, text) => {
    expect(decode(pickle)).toBe(text)
  })
})

describe('arguments that pickle never writes for a stored value are a call, and refused', () => {
  test.each<[string, string]>([
    ['datetime.datetime', 'K\x01K\x02K\x03'],
    ['datetime.datetime', bytes('\x07\xe8\x02\x1e\0\0\0\0\0\0')],
    ['datetime.datetime', bytes('\x07\xe7\x02\x1d\0\0\0\0\0\0')],
    ['datetime.datetime', bytes('\x07\xe8\x0d\x01\0\0\0\0\0\0')],
    ['datetime.datetime', bytes('\x07\xe8\x00\x01\0\0\0\0\0\0')],
    ['datetime.datetime', bytes('\x00\x00\x01\x01\0\0\0\0\0\0')],
    ['datetime.datetime', bytes('\x07\xe8\x01\x00\0\0\0\0\0\0')],
    ['datetime.datetime', bytes('\x07\xe8\x01\x01\x85\0\0\0\0\0')],
    ['datetime.datetime', bytes('\x07\xe8\x01\x01\x18\0\0\0\0\0')],
    ['datetime.datetime', bytes('\x07\xe8\x01\x01\0\x3c\0\0\0\0')],
    ['datetime.datetime', bytes('\x07\xe8\x01\x01\0\0\x3c\0\0\0')],
    ['datetime.datetime', bytes('\x07\xe8\x01\x01\0\0\0\x0f\x42\x40')],
    ['datetime.datetime', `${bytes('\x07\xe8\x02\x01\0\0\0\0\0\0')}VUTC\n`],
    ['datetime.datetime', 'Vshort\n'],
    ['datetime.date', `${bytes('\x07\xe8\x0c\x1f')}N`],
    ['datetime.time', bytes('\x18\0\0\0\0\0')],
    ['datetime.timedelta', 'I0\nI86400\nI0\n'],
    ['datetime.timedelta', 'I0\nI0\nI-1\n'],
    ['datetime.timedelta', 'I1000000000\nI0\nI0\n'],
    ['datetime.timedelta', 'F1\nI0\nI0\n'],
    ['datetime.timedelta', 'I1\n'],
    ['datetime.timezone', 'K\x01'],
    ['datetime.timezone', call('datetime.timedelta', 'I1\nI0\nI0\n')],
    ['datetime.timezone', `${call('datetime.timedelta', 'I0\nI0\nI0\n')}K\x01`],
    ['decimal.Decimal', 'Vmuch\n'],
    ['decimal.Decimal', 'K\x01'],
    ['decimal.Decimal', 'V1\nN'],
    ['_codecs.encode', 'Va\nVrot13\n'],
    ['_codecs.encode', 'V\\u0100\nVlatin1\n'],
    ['_codecs.encode', 'Va\n'],
    ['builtins.bytes', 'K\x05'],
    ['builtins.bytearray', 'K\x05'],
    ['builtins.set', 'Vabc\n'],
    ['builtins.frozenset', ']]'],
    ['collections.OrderedDict', '}'],
    ['collections.OrderedDict', '(K\x01l'],
  ])('%s(%j)', (name, given) => {
    const { code, message } = failureOf(() => decode(call(name, given)))
    expect(code).toBe('SLUICE-PICKLE-REFUSED')
    expect(message).toContain(`tries to call \`${name}\` with what is no stored value`)
  })
})
