import { describe, expect, test } from 'vitest'
import { decodePickle } from './decode.ts'
import { bytesOf } from './testing/bytes.ts'

const decode = (text: string) => decodePickle(bytesOf(text))
const float = (hex: string) => `G${String.fromCharCode(...Buffer.from(hex, 'hex'))}.`

describe('numbers and constants', () => {
  test.each<[string, string, unknown]>([
    ['NONE', 'N.', null],
    ['NEWTRUE', '\x80\x02\x88.', true],
    ['NEWFALSE', '\x80\x02\x89.', false],
    ['INT', 'I-12\n.', -12],
    ['INT for true', 'I01\n.', true],
    ['INT for false', 'I00\n.', false],
    ['INT beyond 2^53', 'I9007199254740993\n.', 9007199254740993n],
    ['BININT', 'J\xfe\xff\xff\xff.', -2],
    ['BININT1', 'K\xff.', 255],
    ['BININT2', 'M\x01\x02.', 513],
    ['LONG', 'L9007199254740991L\n.', 9007199254740991],
    ['LONG beyond 2^53', 'L-9007199254740992L\n.', -9007199254740992n],
    ['LONG without L', 'L7\n.', 7],
    ['LONG minus zero', 'L-0L\n.', 0],
    ['LONG1 of no bytes', '\x8a\x00.', 0],
    ['LONG1 of one byte', '\x8a\x01\xff.', -1],
    ['LONG1 of six bytes', '\x8a\x06\x00\x00\x00\x00\x00\x80.', -(2 ** 47)],
    ['LONG1 of seven bytes, safe', '\x8a\x07\xff\xff\xff\xff\xff\xff\x1f.', 2 ** 53 - 1],
    ['LONG1 of seven bytes, not safe', '\x8a\x07\x00\x00\x00\x00\x00\x00\x20.', 2n ** 53n],
    ['LONG1 of seven bytes, below all safe ones', '\x8a\x07\0\0\0\0\0\0\xe0.', -(2n ** 53n)],
    ['LONG1 of nine bytes', '\x8a\x09\x00\x00\x00\x00\x00\x00\x00\x80\xff.', -(2n ** 63n)],
    ['LONG4', '\x8b\x02\x00\x00\x00\x00\x80.', -32768],
    ['FLOAT', 'F-1.5e+3\n.', -1500],
    ['FLOAT without fraction', 'F2\n.', 2],
    ['FLOAT infinite', 'Finf\n.', Number.POSITIVE_INFINITY],
    ['FLOAT minus infinite', 'F-inf\n.', Number.NEGATIVE_INFINITY],
    ['FLOAT that is no number', 'Fnan\n.', Number.NaN],
    ['BINFLOAT', float('3ff8000000000000'), 1.5],
    ['BINFLOAT minus zero', float('8000000000000000'), -0],
    ['BINFLOAT infinite', float('fff0000000000000'), Number.NEGATIVE_INFINITY],
  ])('%s', (_name, pickle, value) => {
    expect(decode(pickle)).toBe(value)
  })
})

describe('texts', () => {
  test.each<[string, string, string]>([
    ['STRING', "S'it\\'s \\x41\\101\\n\\t\\\\ \\q'\n.", "it's AA\n\t\\ \\q"],
    ['STRING in double quotes', 'S"a"\n.', 'a'],
    ['STRING of UTF-8', "S'\\xc3\\xbc'\n.", 'ü'],
    ['BINSTRING', 'T\x02\x00\x00\x00hi.', 'hi'],
    ['SHORT_BINSTRING', 'U\x02hi.', 'hi'],
    ['UNICODE', 'V\xfc\\u0101\\U0001f642\\n\\\\u0041\n.', 'ü\u0101🙂\\n\\\\u0041'],
    ['BINUNICODE', 'X\x02\x00\x00\x00\xc3\xbc.', 'ü'],
    ['SHORT_BINUNICODE', '\x8c\x04\xf0\x9f\x99\x82.', '🙂'],
    ['BINUNICODE8', '\x8d\x01\x00\x00\x00\x00\x00\x00\x00a.', 'a'],
    ['half of a surrogate pair', '\x8c\x03\xed\xa0\x80.', '\ud800'],
    ['the replacement character itself', '\x8c\x03\xef\xbf\xbd.', '\ufffd'],
    ['a byte order mark', '\x8c\x03\xef\xbb\xbf.', '\ufeff'],
    ['a text of zeros', '\x8c\x02\x00\x00.', '\0\0'],
  ])('%s', (_name, pickle, value) => {
    expect(decode(pickle)).toBe(value)
  })

  test('a str of Python 2 that is no UTF-8 stays bytes', () => {
    expect(decode("S'\\xff'\n.")).toEqual(bytesOf('\xff'))
    expect(decode('U\x02\xff\xfe.')).toEqual(bytesOf('\xff\xfe'))
  })
})

describe('bytes', () => {
  test.each<[string, string, string]>([
    ['BINBYTES', 'B\x01\x00\x00\x00\xff.', '\xff'],
    ['SHORT_BINBYTES', 'C\x02ab.', 'ab'],
    ['BINBYTES8', '\x8e\x01\x00\x00\x00\x00\x00\x00\x00a.', 'a'],
    ['BYTEARRAY8', '\x80\x05\x96\x01\x00\x00\x00\x00\x00\x00\x00a.', 'a'],
    ['as protocols 0 to 2 write them', 'c_codecs\nencode\n(Va\xff\nVlatin1\ntR.', 'a\xff'],
    ['none, as protocols 0 to 2 write them', 'c__builtin__\nbytes\n(tR.', ''],
    ['a bytearray of protocol 3', '\x80\x03cbuiltins\nbytearray\nC\x02ab\x85R.', 'ab'],
    ['a bytearray of Python 2', '\x80\x02c__builtin__\nbytearray\nX\x02\x00\x00\x00\xc3\xbfU\x07latin-1\x86R.', '\xff'],
    ['an empty bytearray', 'cbuiltins\nbytearray\n)R.', ''],
  ])('%s', (_name, pickle, value) => {
    expect(decode(pickle)).toEqual(bytesOf(value))
  })

  test('are a copy of their own, whatever kind of array the payload is', () => {
    const payload = Buffer.from('xxC\x01a.', 'latin1').subarray(2)
    const value = decodePickle(payload) as Uint8Array
    payload.fill(0)
    expect(value).toEqual(bytesOf('a'))
    expect(Buffer.isBuffer(value)).toBe(false)
  })
})

describe('lists, tuples, sets and dicts', () => {
  test.each<[string, string, unknown]>([
    ['EMPTY_LIST, APPEND', ']K\x01a.', [1]],
    ['APPENDS', '](K\x01K\x02e.', [1, 2]],
    ['LIST', '(K\x01K\x02l.', [1, 2]],
    ['EMPTY_TUPLE', ').', []],
    ['TUPLE', '(K\x01K\x02t.', [1, 2]],
    ['TUPLE1', '\x80\x02N\x85.', [null]],
    ['TUPLE2', '\x80\x02NK\x01\x86.', [null, 1]],
    ['TUPLE3', '\x80\x02NK\x01K\x02\x87.', [null, 1, 2]],
    ['EMPTY_SET, ADDITEMS', '\x80\x04\x8f(K\x01K\x02\x90.', [1, 2]],
    ['FROZENSET', '\x80\x04(K\x01\x91.', [1]],
    ['a set of protocol 2', '\x80\x02c__builtin__\nset\n](K\x01K\x02e\x85R.', [1, 2]],
    ['a frozenset of protocol 3', '\x80\x03cbuiltins\nfrozenset\n](K\x01e\x85R.', [1]],
    ['EMPTY_DICT, SETITEM', '}Va\nK\x01s.', { a: 1 }],
    ['SETITEMS', '}(Va\nK\x01Vb\nNu.', { a: 1, b: null }],
    ['DICT', '(Va\nK\x01d.', { a: 1 }],
    ['a key set twice', '}(Va\nK\x01Va\nK\x02u.', { a: 2 }],
    [
      'keys that are no text',
      '}(K\x02NI01\nNI00\nNNNL9007199254740994L\nNu.',
      { 2: null, true: null, false: null, null: null, 9007199254740994: null },
    ],
    ['OrderedDict of Python 3', '\x80\x02ccollections\nOrderedDict\n)R(Vb\nK\x01Va\nK\x02u.', { b: 1, a: 2 }],
    ['OrderedDict of Python 2', '\x80\x02ccollections\nOrderedDict\n](](Va\nK\x01e](Vb\nK\x02ee\x85R.', { a: 1, b: 2 }],
    ['lists inside tuples inside dicts', '}Va\n(](K\x01eNts.', { a: [[1], null] }],
  ])('%s', (_name, pickle, value) => {
    expect(decode(pickle)).toStrictEqual(value)
  })

  test('__proto__ is a field like any other', () => {
    const value = decode('}(V__proto__\n}Vadmin\nI01\nsVconstructor\nNu.') as object
    expect(Object.keys(value)).toEqual(['__proto__', 'constructor'])
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
    expect((value as { admin?: boolean }).admin).toBeUndefined()
    expect(({} as { admin?: boolean }).admin).toBeUndefined()
  })
})

describe('stack, memo and frames', () => {
  test.each<[string, string, unknown]>([
    ['POP', 'K\x01K\x020.', 1],
    ['POP takes a MARK away', 'K\x01(0.', 1],
    ['POP_MARK', 'K\x01(K\x02K\x031.', 1],
    ['DUP', '(K\x012l.', [1, 1]],
    ['PUT, GET', '(K\x01p7\ng7\nl.', [1, 1]],
    ['BINPUT, BINGET', '(K\x01q\x07h\x07l.', [1, 1]],
    ['LONG_BINPUT, LONG_BINGET', '(K\x01r\xff\xff\xff\xffj\xff\xff\xff\xffl.', [1, 1]],
    ['MEMOIZE', '\x80\x04(K\x01\x94K\x02\x94h\x00h\x01l.', [1, 2, 1, 2]],
    ['MEMOIZE after a number out of turn', '\x80\x04(K\x01q\x05K\x02\x94h\x01h\x05l.', [1, 2, 2, 1]],
    [
      'MEMOIZE after a number out of turn was used twice',
      '(K\x01q\x01K\x02q\x00K\x03q\x01K\x04\x94h\x02l.',
      [1, 2, 3, 4, 4],
    ],
    ['a place used twice', '(K\x01q\x00K\x02q\x00h\x00l.', [1, 2, 2]],
    ['None from the memo', '(Nq\x00h\x00l.', [null, null]],
    ['a list changed after it was kept', '(]q\x00K\x01ah\x00l.', [[1], [1]]],
    ['FRAME', '\x80\x04\x95\x02\x00\x00\x00\x00\x00\x00\x00N..', null],
    ['bytes after the end', 'K\x01.K\x02.', 1],
  ])('%s', (_name, pickle, value) => {
    expect(decode(pickle)).toStrictEqual(value)
  })

  test('what the pickle shares is shared in the value', () => {
    const [one, other] = decode('(]q\x00h\x00l.') as unknown[]
    expect(one).toBe(other)
  })
})
