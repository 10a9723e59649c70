import { fail } from '../../../shared/ipc/failure.ts'
import { run as decodeByConfig, decodeWith, type spec } from '../../../shared/operators/deserialize.ts'
import { bytesOf, deserializeValue } from '../../../shared/operators/lib/serdes.ts'
import type { TopicSchema } from '../ports.ts'
import type { HostedPorts, HostedTransformRun } from './contract.ts'

/** A topic's schema is asked for again after this. */
const schemaLifeMs = 60_000

type Decode = (bytes: Uint8Array) => unknown

/** As the pure behaviour; with `pulsar-schema` it asks the broker what the message's topic holds. */
export const run: HostedTransformRun<typeof spec> = (config, ports) => {
  if (config.serde !== 'pulsar-schema') return decodeByConfig(config, ports)
  const decoders = new Map<string, { readonly decode: Promise<Decode>; readonly since: number }>()

  function decoderFor(topic: string): Promise<Decode> {
    const known = decoders.get(topic)
    if (known !== undefined && ports.now() - known.since < schemaLifeMs) return known.decode
    const decode = ask(topic, config.connection, ports)
    decode.catch(() => decoders.delete(topic))
    decoders.set(topic, { decode, since: ports.now() })
    return decode
  }

  return {
    async onMessage(message, emit) {
      const bytes = bytesOf(message.value)
      const decode = await decoderFor(message.origin.topic)
      await decodeWith(() => decode(bytes)).onMessage(message, emit)
    },
  }
}

async function ask(topic: string, connection: string, ports: HostedPorts): Promise<Decode> {
  const broker = await ports.broker(connection)
  const schema = await broker.admin().schema(topic)
  if (schema !== null) return decoderOf(topic, schema, ports)
  throw fail('SLUICE-SCHEMA-MISSING', `The broker knows no schema of the topic ${topic}. Choose the format by hand.`)
}

function decoderOf(topic: string, { type, definition }: TopicSchema, ports: HostedPorts): Decode {
  if (type === 'AVRO') {
    const codec = ports.codecs.avro(definition)
    return (bytes) => codec.decode(bytes)
  }
  if (type === 'JSON') return (bytes) => deserializeValue('json', bytes, ports.text)
  if (type === 'STRING') return (bytes) => deserializeValue('string', bytes, ports.text)
  if (type === 'BYTES' || type === 'NONE') return (bytes) => bytes
  const number = numbers[type]
  if (number !== undefined) return (bytes) => readNumber(type, number, bytes)
  throw fail(
    'SLUICE-SCHEMA-TYPE',
    `The topic ${topic} has a schema of type ${type}, which is not decoded. Choose the format by hand, or take the bytes as they are.`,
  )
}

/** Pulsar writes numbers big-endian, in as many bytes as they need. */
const numbers: Readonly<Record<string, readonly [bytes: number, read: (view: DataView) => unknown]>> = {
  INT8: [1, (view) => view.getInt8(0)],
  INT16: [2, (view) => view.getInt16(0)],
  INT32: [4, (view) => view.getInt32(0)],
  INT64: [8, (view) => narrow(view.getBigInt64(0))],
  FLOAT: [4, (view) => view.getFloat32(0)],
  DOUBLE: [8, (view) => view.getFloat64(0)],
  BOOLEAN: [1, (view) => view.getInt8(0) !== 0],
}

function readNumber(type: string, [size, read]: (typeof numbers)[string], bytes: Uint8Array): unknown {
  if (bytes.length !== size) {
    throw fail(
      'SLUICE-SCHEMA-MISMATCH',
      `The topic holds ${type}, ${size} bytes each; the payload has ${bytes.length}.`,
    )
  }
  return read(new DataView(bytes.buffer, bytes.byteOffset, size))
}

function narrow(value: bigint): number | bigint {
  return Number.isSafeInteger(Number(value)) ? Number(value) : value
}
