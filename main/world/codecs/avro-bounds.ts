import type avro from 'avsc'

/** Items of a list that take no bytes at all, at most: nothing in the payload bounds them. */
const maxEmptyItems = 10_000
/** How deep records, lists and unions may stand in each other in one payload. */
const maxDepth = 200

/**
 * Walks a payload without building anything, and throws where it says more than it holds: a count of items beyond the bytes that are
 * left, a length beyond the end, a branch that does not exist. The library believes such counts and works on them for minutes.
 */
export function checkBounds(type: avro.Type, bytes: Uint8Array): void {
  const cursor = new Cursor(bytes)
  cursor.skip(type, 0)
  if (cursor.left > 0) throw new Error(`${cursor.left} bytes are left over`)
}

class Cursor {
  private readonly bytes: Uint8Array
  private position = 0

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }

  get left(): number {
    return this.bytes.length - this.position
  }

  skip(type: avro.Type, depth: number): void {
    if (depth > maxDepth) throw new Error(`it nests deeper than ${maxDepth} levels`)
    const { typeName } = type
    if (typeName === 'record' || typeName === 'error') {
      for (const field of (type as avro.types.RecordType).fields) this.skip(field.type, depth + 1)
    } else if (typeName === 'array') this.skipBlocks((type as avro.types.ArrayType).itemsType, false, depth)
    else if (typeName === 'map') this.skipBlocks((type as avro.types.MapType).valuesType, true, depth)
    else if (typeName === 'union:wrapped' || typeName === 'union:unwrapped') this.skipBranch(type, depth)
    else if (typeName.startsWith('logical:')) this.skip((type as avro.types.LogicalType).underlyingType, depth)
    else this.skipPrimitive(type)
  }

  private skipPrimitive(type: avro.Type): void {
    const { typeName } = type
    if (typeName === 'boolean') this.advance(1)
    else if (typeName === 'float') this.advance(4)
    else if (typeName === 'double') this.advance(8)
    else if (typeName === 'fixed') this.advance((type as avro.types.FixedType).size)
    else if (typeName === 'string' || typeName === 'bytes') this.advance(this.readCount('length'))
    else if (typeName !== 'null') this.readVarint()
  }

  private skipBranch(type: avro.Type, depth: number): void {
    const { types } = type as avro.types.UnwrappedUnionType
    const index = this.readCount('branch')
    const branch = types[index]
    if (branch === undefined) throw new Error(`it names branch ${index} of a union of ${types.length}`)
    this.skip(branch, depth + 1)
  }

  private skipBlocks(items: avro.Type, hasKeys: boolean, depth: number): void {
    let empty = 0
    for (let count = this.readVarint(); count !== 0; count = this.readVarint()) {
      if (count < 0) this.readVarint()
      for (let left = Math.abs(count); left > 0; left--) {
        const before = this.position
        if (hasKeys) this.advance(this.readCount('length'))
        this.skip(items, depth + 1)
        if (this.position === before && ++empty > maxEmptyItems)
          throw new Error(`it has more than ${maxEmptyItems} empty items`)
      }
    }
  }

  private readCount(what: string): number {
    const count = this.readVarint()
    if (count < 0) throw new Error(`it has a negative ${what}`)
    return count
  }

  private advance(size: number): void {
    if (size > this.left) throw new Error('it ends too early')
    this.position += size
  }

  /** Zigzag; as large as 64 bits, exact only as far as counts can go. */
  private readVarint(): number {
    let value = 0
    for (let shift = 0; shift < 10; shift++) {
      const byte = this.bytes[this.position]
      if (byte === undefined) throw new Error('it ends too early')
      this.position++
      value += (byte & 0x7f) * 2 ** (7 * shift)
      if (byte < 0x80) return value % 2 === 0 ? value / 2 : -(value + 1) / 2
    }
    throw new Error('a number in it is longer than 64 bits')
  }
}
