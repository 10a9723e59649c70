import { Buffer } from 'node:buffer'
import avro from 'avsc'
import { fail } from '../../../shared/ipc/failure.ts'
import type { ValueCodec } from '../../../shared/operators/lib/value-codec.ts'
import { checkBounds } from './avro-bounds.ts'
import { mapLeaves, toPlain } from './plain.ts'

/**
 * Avro's binary encoding of one value, without the header of a file or of a schema registry: what Pulsar's own AVRO schema writes.
 * Logical types come as what lies under them (a timestamp as its number); a union whose branches cannot be told apart by their
 * values comes as `{ "branch": value }`.
 */
export function avroCodec(schema: string): ValueCodec {
  const type = parseSchema(schema)
  return {
    decode(bytes) {
      try {
        checkBounds(type, bytes)
        const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
        return toPlain(type.fromBuffer(buffer))
      } catch (thrown) {
        throw fail(
          'SLUICE-DESERIALIZE-AVRO',
          `The payload (${bytes.length} bytes) is not ${nameOf(type)} in Avro: ${textOf(thrown)}.`,
        )
      }
    },
    encode(value) {
      const ready = mapLeaves(value, toAvro)
      const problems: string[] = []
      type.isValid(ready, { errorHook: (path, found, wanted) => void problems.push(problem(path, found, wanted)) })
      if (problems.length > 0) {
        throw fail(
          'SLUICE-SERIALIZE-AVRO',
          `The value does not fit ${nameOf(type)}: ${problems.slice(0, 5).join('; ')}.`,
        )
      }
      return new Uint8Array(type.toBuffer(ready))
    },
  }
}

function parseSchema(schema: string): avro.Type {
  try {
    return avro.Type.forSchema(JSON.parse(schema), { registry: { long: longType } })
  } catch (thrown) {
    throw fail('SLUICE-SCHEMA-INVALID', `The Avro schema cannot be used: ${textOf(thrown)}.`)
  }
}

/** 64 bits: a number where it is exact, else a bigint. */
const longType = avro.types.LongType.__with({
  fromBuffer: (buffer: Buffer) => buffer.readBigInt64LE(),
  toBuffer(value: number | bigint) {
    const buffer = Buffer.alloc(8)
    buffer.writeBigInt64LE(BigInt(value))
    return buffer
  },
  fromJSON: (value: number) => BigInt(value),
  toJSON: Number,
  isValid: (value: unknown) =>
    typeof value === 'bigint' ? BigInt.asIntN(64, value) === value : Number.isSafeInteger(value),
  compare: (a: bigint, b: bigint) => (a < b ? -1 : a > b ? 1 : 0),
})

function toAvro(value: unknown): unknown {
  return value instanceof Uint8Array ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : value
}

function nameOf(type: avro.Type): string {
  return type.name ?? type.typeName
}

function problem(path: readonly string[], found: unknown, wanted: avro.Type): string {
  const place = path.length === 0 ? 'the value' : `\`${path.join('.')}\``
  const was =
    found === undefined
      ? 'is missing'
      : `is ${typeof found === 'object' ? 'of another form' : JSON.stringify(String(found)).slice(0, 40)}`
  return `${place} ${was}, expected ${nameOf(wanted)}`
}

function textOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown)
}
