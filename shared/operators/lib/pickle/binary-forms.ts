import type { PickleForms, PickleProtocol } from './encode.ts'
import { integerToBytes } from './numbers.ts'
import { encodeUtf8, latin1 } from './text.ts'
import type { PickleWriter } from './writer.ts'

/** Protocols 1 to 5: a byte that says what follows, and mostly how long it is. */
export function binaryForms(protocol: PickleProtocol): PickleForms {
  const text = protocol >= 4 ? writeShortText : writeText
  return {
    none: (writer) => writer.latin1('N'),
    bool(writer, value) {
      if (protocol >= 2) writer.uint8(value ? 0x88 : 0x89)
      else writer.latin1(value ? 'I01\n' : 'I00\n')
    },
    integer: protocol >= 2 ? writeInteger : writeIntegerOrLine,
    float(writer, value) {
      writer.latin1('G')
      writer.float64(value)
    },
    text,
    bytes: protocol >= 3 ? writeBytes : writeEncodedBytes,
    list(writer, items, writeItem) {
      writer.latin1(']')
      if (items.length === 0) return
      writer.latin1('(')
      for (const item of items) writeItem(item)
      writer.latin1('e')
    },
    dict(writer, fields, writeItem) {
      writer.latin1('}')
      if (fields.length === 0) return
      writer.latin1('(')
      for (const [name, field] of fields) {
        text(writer, name)
        writeItem(field)
      }
      writer.latin1('u')
    },
  }
}

function writeInteger(writer: PickleWriter, value: number | bigint): void {
  if (writeSmallInteger(writer, value)) return
  const bytes = integerToBytes(BigInt(value))
  writer.uint8(bytes.length < 256 ? 0x8a : 0x8b)
  if (bytes.length < 256) writer.uint8(bytes.length)
  else writer.int32(bytes.length)
  writer.raw(bytes)
}

/** Protocol 1 has no binary form for large ones. */
function writeIntegerOrLine(writer: PickleWriter, value: number | bigint): void {
  if (!writeSmallInteger(writer, value)) writer.latin1(`L${value}L\n`)
}

function writeSmallInteger(writer: PickleWriter, value: number | bigint): boolean {
  if (value < -0x8000_0000 || value > 0x7fff_ffff) return false
  const small = Number(value)
  writer.latin1(small < 0 || small > 0xffff ? 'J' : small > 0xff ? 'M' : 'K')
  if (small < 0 || small > 0xffff) writer.int32(small)
  else if (small > 0xff) writer.uint16(small)
  else writer.uint8(small)
  return true
}

function writeText(writer: PickleWriter, text: string): void {
  const bytes = encodeUtf8(text)
  writer.latin1('X')
  writer.uint32(bytes.length)
  writer.raw(bytes)
}

function writeShortText(writer: PickleWriter, text: string): void {
  const bytes = encodeUtf8(text)
  writer.uint8(bytes.length < 256 ? 0x8c : 0x58)
  if (bytes.length < 256) writer.uint8(bytes.length)
  else writer.uint32(bytes.length)
  writer.raw(bytes)
}

function writeBytes(writer: PickleWriter, value: Uint8Array): void {
  writer.latin1(value.length < 256 ? 'C' : 'B')
  if (value.length < 256) writer.uint8(value.length)
  else writer.uint32(value.length)
  writer.raw(value)
}

/** Protocols 1 and 2 have no bytes; Python itself writes this call, which decoders read as data. */
function writeEncodedBytes(writer: PickleWriter, value: Uint8Array): void {
  if (value.length === 0) writer.latin1('c__builtin__\nbytes\n)R')
  else {
    writer.latin1('c_codecs\nencode\n(')
    writeText(writer, latin1(value))
    writeText(writer, 'latin1')
    writer.latin1('tR')
  }
}
