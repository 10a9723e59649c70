/** Bytes that grow. Numbers are written least byte first, as pickle has them, but for floats. */
export class PickleWriter {
  private bytes = new Uint8Array(256)
  private view = new DataView(this.bytes.buffer)
  private length = 0

  uint8(value: number): void {
    const start = this.room(1)
    this.view.setUint8(start, value)
  }

  uint16(value: number): void {
    const start = this.room(2)
    this.view.setUint16(start, value, true)
  }

  int32(value: number): void {
    const start = this.room(4)
    this.view.setInt32(start, value, true)
  }

  uint32(value: number): void {
    const start = this.room(4)
    this.view.setUint32(start, value, true)
  }

  float64(value: number): void {
    const start = this.room(8)
    this.view.setFloat64(start, value)
  }

  raw(bytes: Uint8Array): void {
    const start = this.room(bytes.length)
    this.bytes.set(bytes, start)
  }

  /** One byte per character; none is beyond U+00FF. */
  latin1(text: string): void {
    const start = this.room(text.length)
    for (let index = 0; index < text.length; index++) this.bytes[start + index] = text.charCodeAt(index)
  }

  /** A copy of what was written. */
  finish(): Uint8Array {
    return this.bytes.slice(0, this.length)
  }

  /** Where to write. Call it first: it may put another array in place. */
  private room(count: number): number {
    const start = this.length
    this.length += count
    if (this.length > this.bytes.length) {
      const grown = new Uint8Array(Math.max(this.length, this.bytes.length * 2))
      grown.set(this.bytes)
      this.bytes = grown
      this.view = new DataView(grown.buffer)
    }
    return start
  }
}
