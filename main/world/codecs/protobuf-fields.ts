import protobuf from 'protobufjs'
import { type FailureError, fail } from '../../../shared/ipc/failure.ts'

/**
 * A plain value as a message of the type, every field looked at: the library's own conversion would turn what does not fit into
 * zeros. Throws SLUICE-SERIALIZE-PROTOBUF naming the field.
 */
export function toMessage(type: protobuf.Type, value: unknown, path = ''): protobuf.Message {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || value instanceof Uint8Array) {
    throw misfit(path, value, `an object with the fields of ${type.name}`)
  }
  const fields: Record<string, unknown> = {}
  for (const [name, member] of Object.entries(value)) {
    const field = Object.hasOwn(type.fields, name) ? type.fields[name] : undefined
    const place = path === '' ? name : `${path}.${name}`
    if (field === undefined)
      throw misfit(place, member, `no such field; ${type.name} has ${Object.keys(type.fields).join(', ')}`)
    if (member !== null && member !== undefined) fields[name] = toField(field, member, place)
  }
  return type.create(fields)
}

function toField(field: protobuf.Field, value: unknown, path: string): unknown {
  if (field instanceof protobuf.MapField) {
    if (typeof value !== 'object' || value === null) throw misfit(path, value, 'an object')
    const entries = Object.entries(value).map(([key, member]) => [key, toSingle(field, member, `${path}.${key}`)])
    return Object.fromEntries(entries)
  }
  if (!field.repeated) return toSingle(field, value, path)
  if (!Array.isArray(value)) throw misfit(path, value, 'a list')
  return value.map((item, index) => toSingle(field, item, `${path}[${index}]`))
}

function toSingle(field: protobuf.Field, value: unknown, path: string): unknown {
  const resolved = field.resolvedType
  if (resolved instanceof protobuf.Type) return toMessage(resolved, value, path)
  if (resolved instanceof protobuf.Enum) return toEnum(resolved, value, path)
  return toScalar(field.type, value, path)
}

function toEnum(type: protobuf.Enum, value: unknown, path: string): number {
  if (typeof value === 'string' && Object.hasOwn(type.values, value)) return type.values[value] as number
  if (typeof value === 'number' && type.valuesById[value] !== undefined) return value
  throw misfit(path, value, `one of ${Object.keys(type.values).join(', ')}`)
}

/** Bits and whether negative numbers are allowed, of each whole-number type. */
const wholeNumbers: Readonly<Record<string, readonly [bits: number, signed: boolean]>> = {
  int32: [32, true],
  sint32: [32, true],
  sfixed32: [32, true],
  uint32: [32, false],
  fixed32: [32, false],
  int64: [64, true],
  sint64: [64, true],
  sfixed64: [64, true],
  uint64: [64, false],
  fixed64: [64, false],
}

function toScalar(type: string, value: unknown, path: string): unknown {
  const whole = wholeNumbers[type]
  if (whole !== undefined) return toWhole(type, whole, value, path)
  if ((type === 'double' || type === 'float') && (typeof value === 'number' || typeof value === 'bigint'))
    return Number(value)
  if (type === 'string' && typeof value === 'string') return value
  if (type === 'bool' && typeof value === 'boolean') return value
  if (type === 'bytes' && value instanceof Uint8Array) return value
  throw misfit(path, value, type === 'bytes' ? 'bytes' : `a ${type}`)
}

function toWhole(type: string, [bits, signed]: readonly [number, boolean], value: unknown, path: string): unknown {
  const isWhole = typeof value === 'bigint' || Number.isSafeInteger(value)
  if (!isWhole) throw misfit(path, value, `a whole number (${type})`)
  const exact = BigInt(value as bigint | number)
  const kept = signed ? BigInt.asIntN(bits, exact) : BigInt.asUintN(bits, exact)
  if (kept !== exact) throw misfit(path, value, `a number within ${type}`)
  return bits === 32 ? Number(exact) : exact.toString()
}

function misfit(path: string, value: unknown, wanted: string): FailureError {
  const place = path === '' ? 'The value' : `The field \`${path}\``
  const found =
    value instanceof Uint8Array
      ? 'bytes'
      : (
          JSON.stringify(value, (_key, member) => (typeof member === 'bigint' ? String(member) : member)) ?? 'nothing'
        ).slice(0, 60)
  return fail('SLUICE-SERIALIZE-PROTOBUF', `${place} is ${found}; expected ${wanted}.`)
}
