import type { FailureError } from '../../../ipc/failure.ts'
import { count, invalid, type PicklePlace, showName } from './failures.ts'

const lineEnd = 0x0a

/** Reads a pickle's bytes from front to back. Whatever is not there is `SLUICE-PICKLE-INVALID` and names the opcode's byte. */
export class PickleReader implements PicklePlace {
  /** Of the opcode in work. */
  offset = 0
  opcodeName = ''
  private position = 0
  private readonly bytes: Uint8Array
  private readonly view: DataView

  constructor(bytes: Uint8Array) {
    this.bytes = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  nextOpcode(): number {
    this.offset = this.position
    const code = this.bytes[this.position++]
    if (code === undefined) throw invalid(this, 'it ends without the opcode STOP')
    return code
  }

  uint8(): number {
    return this.view.getUint8(this.skip(1))
  }

  uint16(): number {
    return this.view.getUint16(this.skip(2), true)
  }

  int32(): number {
    return this.view.getInt32(this.skip(4), true)
  }

  uint32(): number {
    return this.view.getUint32(this.skip(4), true)
  }

  /** Beyond 2^53 it is rounded, which no length can be. */
  uint64(): number {
    const low = this.uint32()
    return this.uint32() * 0x1_0000_0000 + low
  }

  /** Big-endian, unlike all the others. */
  float64(): number {
    return this.view.getFloat64(this.skip(8))
  }

  /** A copy, so that a value does not keep the payload alive. A length from an `int32` may be negative: that is refused. */
  take(length: number): Uint8Array {
    return this.borrow(length).slice()
  }

  /** Part of the payload itself, to be read at once. */
  borrow(length: number): Uint8Array {
    const start = this.skip(length)
    return this.bytes.subarray(start, start + length)
  }

  /** The bytes up to the next line end, which is skipped; to be read at once. */
  line(): Uint8Array {
    const start = this.position
    const end = this.bytes.indexOf(lineEnd, start)
    if (end < 0) throw invalid(this, `the line after ${this.opcodeName} does not end`)
    this.position = end + 1
    return this.bytes.subarray(start, end)
  }

  /** A frame of this many bytes follows; only a promise that they are there. */
  expect(length: number): void {
    this.position = this.skip(length)
  }

  invalid(problem: string): FailureError {
    return invalid(this, problem)
  }

  unknownOpcode(code: number): FailureError {
    const hex = `0x${code.toString(16).padStart(2, '0')}`
    const shown = code > 0x20 && code < 0x7f ? `\`${showName(String.fromCharCode(code))}\` (${hex})` : hex
    return this.invalid(`${shown} is no opcode of pickle`)
  }

  private skip(length: number): number {
    const start = this.position
    const left = this.bytes.length - start
    if (length < 0) throw this.invalid(`${this.opcodeName} announces ${length} bytes`)
    if (length > left) {
      throw this.invalid(`${this.opcodeName} needs ${count(length)} bytes, and ${count(left)} are left`)
    }
    this.position = start + length
    return start
  }
}
