import { decodeRawUnicodeEscape, decodeStringLiteral } from './escapes.ts'
import { tooLarge } from './failures.ts'
import type { PickleMachine } from './machine.ts'
import { WholeFloat } from './nodes.ts'
import { floatFromText, integerFromBytes, integerFromText } from './numbers.ts'
import type { Opcode } from './opcodes.ts'
import { decodeUtf8, latin1 } from './text.ts'

/** Opcodes that push one value which they carry themselves. */
export const scalarOpcodes: readonly Opcode[] = [
  [0x4e, 'NONE', (machine) => machine.push(null)],
  [0x88, 'NEWTRUE', (machine) => machine.push(true)],
  [0x89, 'NEWFALSE', (machine) => machine.push(false)],
  [0x49, 'INT', pushIntegerOrBool],
  [0x4c, 'LONG', (machine) => pushIntegerText(machine, latin1(machine.reader.line()).replace(/L$/, ''))],
  [0x4a, 'BININT', (machine) => machine.push(machine.reader.int32())],
  [0x4b, 'BININT1', (machine) => machine.push(machine.reader.uint8())],
  [0x4d, 'BININT2', (machine) => machine.push(machine.reader.uint16())],
  [0x8a, 'LONG1', (machine) => pushIntegerBytes(machine, machine.reader.uint8())],
  [0x8b, 'LONG4', (machine) => pushIntegerBytes(machine, machine.reader.int32())],
  [0x46, 'FLOAT', pushFloatText],
  [0x47, 'BINFLOAT', (machine) => pushFloat(machine, machine.reader.float64())],
  [0x53, 'STRING', (machine) => pushEightBit(machine, decodeStringLiteral(machine.reader.line()))],
  [0x54, 'BINSTRING', (machine) => pushEightBit(machine, machine.reader.borrow(machine.reader.int32()))],
  [0x55, 'SHORT_BINSTRING', (machine) => pushEightBit(machine, machine.reader.borrow(machine.reader.uint8()))],
  [0x56, 'UNICODE', (machine) => pushText(machine, decodeRawUnicodeEscape(machine.reader.line()))],
  [0x58, 'BINUNICODE', (machine) => pushUtf8(machine, machine.reader.uint32())],
  [0x8c, 'SHORT_BINUNICODE', (machine) => pushUtf8(machine, machine.reader.uint8())],
  [0x8d, 'BINUNICODE8', (machine) => pushUtf8(machine, machine.reader.uint64())],
  [0x42, 'BINBYTES', (machine) => machine.pushLarge(machine.reader.take(machine.reader.uint32()))],
  [0x43, 'SHORT_BINBYTES', (machine) => machine.pushLarge(machine.reader.take(machine.reader.uint8()))],
  [0x8e, 'BINBYTES8', (machine) => machine.pushLarge(machine.reader.take(machine.reader.uint64()))],
  [0x96, 'BYTEARRAY8', (machine) => machine.pushLarge(machine.reader.take(machine.reader.uint64()))],
]

/** Protocols 0 and 1 write truth values as the integers `01` and `00`. */
function pushIntegerOrBool(machine: PickleMachine): void {
  const text = latin1(machine.reader.line())
  if (text === '00' || text === '01') machine.push(text === '01')
  else pushIntegerText(machine, text)
}

function pushIntegerText(machine: PickleMachine, text: string): void {
  // A byte is worth 2.41 digits.
  if (text.length > machine.limits.integerBytes * 2.41 + 1) throw integerTooLarge(machine)
  const value = integerFromText(text)
  if (value === null) throw machine.reader.invalid(`the line after ${machine.reader.opcodeName} is no whole number`)
  machine.push(value)
}

function pushIntegerBytes(machine: PickleMachine, length: number): void {
  const bytes = machine.reader.borrow(length)
  if (length > machine.limits.integerBytes) throw integerTooLarge(machine)
  machine.push(integerFromBytes(bytes))
}

function integerTooLarge({ limits }: PickleMachine) {
  return tooLarge('holds a whole number of more bytes than', limits.integerBytes)
}

function pushFloatText(machine: PickleMachine): void {
  const value = floatFromText(latin1(machine.reader.line()))
  if (value === null) throw machine.reader.invalid('the line after FLOAT is no number')
  pushFloat(machine, value)
}

function pushFloat(machine: PickleMachine, value: number): void {
  machine.push(Number.isInteger(value) ? new WholeFloat(value) : value)
}

/** `str` of Python 2: mostly text. */
function pushEightBit(machine: PickleMachine, bytes: Uint8Array | null): void {
  if (bytes === null) throw machine.reader.invalid('the line after STRING is no text in quotes')
  const text = decodeUtf8(bytes)
  if (text === null) machine.pushLarge(bytes.slice())
  else machine.push(text)
}

function pushUtf8(machine: PickleMachine, length: number): void {
  pushText(machine, decodeUtf8(machine.reader.borrow(length)))
}

function pushText(machine: PickleMachine, text: string | null): void {
  if (text === null) throw machine.reader.invalid(`the text after ${machine.reader.opcodeName} cannot be decoded`)
  machine.push(text)
}
