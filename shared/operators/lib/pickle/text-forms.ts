import type { PickleForms } from './encode.ts'
import { encodeRawUnicodeEscape } from './escapes.ts'
import { floatToText } from './numbers.ts'
import { latin1 } from './text.ts'
import type { PickleWriter } from './writer.ts'

/** Protocol 0: lines of text. */
export const textForms: PickleForms = {
  none: (writer) => writer.latin1('N'),
  bool: (writer, value) => writer.latin1(value ? 'I01\n' : 'I00\n'),
  integer: (writer, value) => writer.latin1(isInt32(value) ? `I${value}\n` : `L${value}L\n`),
  float: (writer, value) => writer.latin1(`F${floatToText(value)}\n`),
  text: writeText,
  bytes(writer, value) {
    if (value.length === 0) writer.latin1('c__builtin__\nbytes\n(tR')
    else {
      writer.latin1('c_codecs\nencode\n(')
      writeText(writer, latin1(value))
      writer.latin1('Vlatin1\ntR')
    }
  },
  list(writer, items, writeItem) {
    writer.latin1('(l')
    for (const item of items) {
      writeItem(item)
      writer.latin1('a')
    }
  },
  dict(writer, fields, writeItem) {
    writer.latin1('(d')
    for (const [name, field] of fields) {
      writeText(writer, name)
      writeItem(field)
      writer.latin1('s')
    }
  },
}

function writeText(writer: PickleWriter, text: string): void {
  writer.latin1(`V${encodeRawUnicodeEscape(text)}\n`)
}

function isInt32(value: number | bigint): boolean {
  return value >= -0x8000_0000 && value <= 0x7fff_ffff
}
