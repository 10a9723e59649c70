import protobuf from 'protobufjs'
import { fail } from '../../../shared/ipc/failure.ts'
import type { ValueCodec } from '../../../shared/operators/lib/value-codec.ts'
import { toPlain } from './plain.ts'
import { toMessage } from './protobuf-fields.ts'

/**
 * One Protobuf message. Field names stay as they are written in the definition; enums come as their names; scalar fields that are
 * not on the wire come with their default, messages as null. Definitions that import others are refused, except Google's own
 * well-known types.
 */
export function protobufCodec(definition: string, messageType: string): ValueCodec {
  const type = parseType(definition, messageType)
  return {
    decode(bytes) {
      try {
        const message = type.decode(bytes)
        return toPlain(
          type.toObject(message, { enums: String, longs: BigInt, defaults: true, arrays: true, objects: true }),
        )
      } catch (thrown) {
        throw fail(
          'SLUICE-DESERIALIZE-PROTOBUF',
          `The payload (${bytes.length} bytes) is not a ${messageType} in Protobuf: ${textOf(thrown)}.`,
        )
      }
    },
    encode: (value) => new Uint8Array(type.encode(toMessage(type, value)).finish()),
  }
}

function parseType(definition: string, messageType: string): protobuf.Type {
  try {
    const { root, imports = [] } = protobuf.parse(definition, new protobuf.Root(), { keepCase: true })
    for (const file of imports) {
      const known = protobuf.common.get(file)
      if (known === null) throw new Error(`it imports "${file}"; put what it needs into the definition itself`)
      root.addJSON((known as protobuf.INamespace).nested ?? {})
    }
    root.resolveAll()
    return root.lookupType(messageType)
  } catch (thrown) {
    throw fail('SLUICE-SCHEMA-INVALID', `The Protobuf definition cannot be used: ${textOf(thrown)}.`)
  }
}

function textOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown)
}
