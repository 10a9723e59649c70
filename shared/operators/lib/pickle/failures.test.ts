import { describe, expect, test } from 'vitest'
import { decodePickle } from './decode.ts'
import { bytesOf, failureOf } from './testing/bytes.ts'

const fails = (pickle: string) => failureOf(() => decodePickle(bytesOf(pickle)))

describe('what would run something in Python is refused by name', () => {
  test.each<[string, string, string]>([
    ['GLOBAL', 'cos\nsystem\n(Vls\ntR.', 'import `os.system` (GLOBAL at byte 0)'],
    ['STACK_GLOBAL', '\x80\x04\x8c\x02os\x8c\x06system\x93.', 'import `os.system` (STACK_GLOBAL at byte 14)'],
    [
      'STACK_GLOBAL with names from the memo',
      '\x80\x04(\x8c\x06system\x94\x8c\x02os\x941h\x01h\x00\x93.',
      'import `os.system`',
    ],
    ['a name that divides otherwise', '\x80\x04\x8c\x00\x8c\x11datetime.datetime\x93.', 'import `.datetime.datetime`'],
    ['a method of a known type', 'cdatetime\ndatetime.now\n)R.', 'import `datetime.datetime.now`'],
    ['a known type itself', 'cdatetime\ndate\n.', 'hand over `datetime.date` itself (STOP at byte 15)'],
    ['a known type itself, inside', '](cdatetime\ndate\ne.', 'hand over `datetime.date` itself'],
    ['INST', '(Vls\nios\nsystem\n.', 'make an object of `os.system` (INST at byte 5)'],
    ['OBJ', '(ccollections\nOrderedDict\no.', 'make an object of `collections.OrderedDict` (OBJ at byte 26)'],
    ['NEWOBJ', '\x80\x02cdatetime\ndate\n)\x81.', 'make an object of `datetime.date` (NEWOBJ at byte 18)'],
    ['NEWOBJ_EX', '\x80\x04cdatetime\ndate\n)}\x92.', 'make an object of `datetime.date` (NEWOBJ_EX at byte 19)'],
    ['REDUCE of something else', 'K\x01)R.', 'call an int (REDUCE at byte 3)'],
    ['BUILD', 'ccollections\nOrderedDict\n)R}b.', 'set the inner state of a dict from a dict (BUILD at byte 28)'],
    ['PERSID', 'Porders/7\n.', 'load the object kept elsewhere under `orders/7` (PERSID at byte 0)'],
    ['BINPERSID', 'Vorders/7\nQ.', 'load the object kept elsewhere under `orders/7` (BINPERSID at byte 10)'],
    ['EXT1', '\x80\x02\x82\x07.', 'import what is registered under the extension code 7 (EXT1 at byte 2)'],
    ['EXT2', '\x80\x02\x83\x00\x01.', 'import what is registered under the extension code 256 (EXT2 at byte 2)'],
    [
      'EXT4',
      '\x80\x02\x84\x00\x00\x01\x00.',
      'import what is registered under the extension code 65,536 (EXT4 at byte 2)',
    ],
    ['NEXT_BUFFER', '\x80\x05\x97.', 'take a buffer that was sent apart from it (NEXT_BUFFER at byte 2)'],
    ['READONLY_BUFFER', '\x80\x05C\x01a\x98.', 'have bytes made a read-only buffer (READONLY_BUFFER at byte 5)'],
  ])('%s', (_name, pickle, attempt) => {
    const { code, message } = fails(pickle)
    expect(code).toBe('SLUICE-PICKLE-REFUSED')
    expect(message).toContain(`The pickle tries to ${attempt}`)
    expect(message).toContain('Sluice reads pickles as data and never runs them.')
  })

  test('a name from the pickle is shown short and with everything in it visible', () => {
    const { message } = fails(`ca\x1b[31m\xe2\x80\xae\`\n${'n'.repeat(500)}\n.`)
    expect(message).toContain('`a\\u{1b}[31m\\u{202e}\\u{60}.nnn')
    expect(message.length).toBeLessThan(300)
  })
})

describe('damage is found, with its byte', () => {
  test.each<[string, string, number, string]>([
    ['nothing at all', '', 0, 'it ends without the opcode STOP. Is it a pickle at all?'],
    ['no STOP', 'N', 1, 'it ends without the opcode STOP. Compare'],
    ['nothing on the stack', '.', 0, 'STOP wants 1 on the stack and finds 0'],
    ['JSON', '{"a": 1}', 0, '`{` (0x7b) is no opcode of pickle. Is it a pickle at all?'],
    ['an unknown opcode', 'N\xff', 1, '0xff is no opcode of pickle'],
    ['a newer protocol', '\x80\x06N.', 0, 'it says protocol 6, and there are 0 to 5'],
    ['a frame that is longer', '\x80\x04\x95\x03\0\0\0\0\0\0\0N.', 2, 'FRAME needs 3 bytes, and 2 are left'],
    ['a frame cut off', '\x80\x04\x95\x01', 2, 'FRAME needs 4 bytes, and 1 are left'],
    ['a text cut off', 'X\xff\xff\xff\xffab', 0, 'BINUNICODE needs 4,294,967,295 bytes, and 2 are left'],
    ['bytes of 2^63', '\x8e\0\0\0\0\0\0\0\x80a', 0, 'BINBYTES8 needs 9,223,372,036,854,776,000 bytes, and 1 are left'],
    ['a length below zero', 'T\xff\xff\xff\xff.', 0, 'BINSTRING announces -1 bytes'],
    ['an integer cut off', 'NJ\x01', 1, 'BININT needs 4 bytes, and 1 are left'],
    ['a line that does not end', 'I12', 0, 'the line after INT does not end'],
    ['letters as integer', 'Iabc\n.', 0, 'the line after INT is no whole number'],
    ['what could be octal', 'I010\n.', 0, 'the line after INT is no whole number'],
    ['hexadecimal as integer', 'L0x10L\n.', 0, 'the line after LONG is no whole number'],
    ['letters as float', 'F1.5x\n.', 0, 'the line after FLOAT is no number'],
    ['a str without quotes', 'Sabc\n.', 0, 'the line after STRING is no text in quotes'],
    ['a str whose quote is escaped', "S'abc\\'\n.", 0, 'the line after STRING is no text in quotes'],
    ['a str with half an escape', "S'\\x4'\n.", 0, 'the line after STRING is no text in quotes'],
    ['a text with half an escape', 'V\\u00\n.', 0, 'the text after UNICODE cannot be decoded'],
    ['a text beyond Unicode', 'V\\U00110000\n.', 0, 'the text after UNICODE cannot be decoded'],
    ['a text that is no UTF-8', '\x8c\x02\xc3\x28.', 0, 'the text after SHORT_BINUNICODE cannot be decoded'],
    ['a text in too many bytes', '\x8c\x02\xc0\x80.', 0, 'the text after SHORT_BINUNICODE cannot be decoded'],
    ['a text in far too many bytes', '\x8c\x03\xe0\x80\x80.', 0, 'the text after SHORT_BINUNICODE cannot be decoded'],
    ['nothing to append', ']a.', 1, 'APPEND wants 1 on the stack and finds 0'],
    ['an append across a MARK', ']N(a.', 3, 'APPEND wants 1 on the stack and finds 0'],
    ['no MARK', 'Nt.', 1, 'TUPLE finds no MARK'],
    ['an append to a tuple', ')Na.', 2, 'APPEND wants a list and finds a tuple'],
    ['a field of a list', ']NNs.', 3, 'SETITEM wants a dict and finds a list'],
    ['items of a list', '\x80\x04](N\x90.', 5, 'ADDITEMS wants a set and finds a list'],
    ['a key without a value', '}(Va\nu.', 5, 'SETITEMS finds a key without a value'],
    ['what was not kept', 'h\x07.', 0, 'BINGET asks for value 7, which was not kept'],
    ['a place below zero', 'Np-1\n.', 1, 'the line after PUT is no place of the memo'],
    ['arguments that are no tuple', 'cdatetime\ndate\n]R.', 16, 'REDUCE wants a tuple of arguments and finds a list'],
    ['a name that is no text', '\x80\x04NN\x93.', 4, 'STACK_GLOBAL wants two texts'],
    ['a module that is no UTF-8', 'c\xff\na\n.', 0, 'the line after GLOBAL is no text'],
  ])('%s', (_name, pickle, offset, problem) => {
    const { code, message, detail } = fails(pickle)
    expect(message).toContain(`The pickle is damaged at byte ${offset}: ${problem}`)
    expect([code, detail]).toEqual(['SLUICE-PICKLE-INVALID', { offset }])
  })
})

describe('a whole pickle of what no value can show', () => {
  test.each<[string, string, string]>([
    ['a list in itself', ']q\x00h\x00a.', 'a list that contains itself'],
    ['a dict in itself', '}q\x00Va\nh\x00s.', 'a dict that contains itself'],
    ['a tuple as key', '}(K\x01K\x02tNs.', 'a key that is a tuple'],
    ['a float as key', '}F1.5\nNs.', 'a key that is a float'],
    ['a float without fraction as key', '}F1\nNs.', 'a key that is a float'],
    ['bytes as key', '}C\x01aNs.', 'a key that is bytes'],
    ['a date as key', '}cdatetime\ndate\nC\x04\x07\xe8\x01\x01\x85RNs.', 'a key that is a datetime.date'],
    ['1 and True as keys', '}(K\x01NI01\nNu.', 'the keys 1 and true, which are one key in Python'],
    ['False and 0 as keys', '}(I00\nNK\x00Nu.', 'the keys false and 0, which are one key in Python'],
    ['two keys of one text', '}(K\x01NV1\nNu.', 'two keys that both become the name `1`'],
    ['two keys of one text, the other way', '}(V1\nNK\x01Nu.', 'two keys that both become the name `1`'],
  ])('%s', (_name, pickle, content) => {
    const { code, message } = fails(pickle)
    expect(code).toBe('SLUICE-PICKLE-TYPE')
    expect(message).toMatch(new RegExp(`^The pickle holds (a dict with )?${content}`))
  })
})
