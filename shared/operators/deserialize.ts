import * as z from 'zod'
import { type ConfigOf, defineSpec, type OperatorPorts, type TransformInstance, type TransformRun } from './define.ts'
import { field } from './field.ts'
import { requireSchema, schemaFields, targetField } from './lib/fields.ts'
import { decodePickle } from './lib/pickle/decode.ts'
import { bytesOf, deserializeKey, deserializers, deserializeValue, isPlainDeserializer } from './lib/serdes.ts'

export const spec = /* @__PURE__ */ defineSpec({
  id: 'deserialize',
  kind: 'transform',
  group: 'Shape',
  title: 'Deserialize',
  summary: 'Turns bytes into values.',
  docs: `Decodes the payload so that later steps can use its fields. What cannot be decoded goes to \`errors\` with the untouched bytes
and a reason that names the place.

\`json\`: an empty payload is null; whole numbers beyond 2^53 keep every digit; of a repeated field the last one counts.
\`string\`: UTF-8. \`identity\`: the bytes as they are. Keys are text already: \`json\` on a key takes the quotes off a JSON text.

\`avro\` and \`protobuf\` decode single values by the schema given here: no file header, no registry prefix. \`pulsar-schema\` asks the
broker for the topic's schema (AVRO, JSON, STRING, BYTES and the number types) and keeps to it for a minute. \`pickle\` reads what Python's
pickle wrote, protocols 0 to 5, as plain data: a pickle that wants to import or call anything goes to \`errors\` and is never run.
These four work on values only.`,
  icon: 'package-open',
  config: z
    .strictObject({
      target: targetField(),
      serde: z
        .enum(deserializers)
        .default('json')
        .register(field, {
          title: 'Format',
          description: 'What the bytes are.',
          optionTitles: {
            json: 'JSON',
            string: 'Text (UTF-8)',
            identity: 'Bytes as they are',
            avro: 'Avro',
            protobuf: 'Protobuf',
            'pulsar-schema': 'The topic’s own schema',
            pickle: 'Python pickle, as data',
          },
        }),
      ...schemaFields(),
      connection: z
        .string()
        .min(1)
        .default('main')
        .register(field, {
          title: 'Connection',
          description: 'The broker that knows the topic’s schema.',
          widget: 'connection',
          when: { field: 'serde', is: ['pulsar-schema'] },
        }),
    })
    .superRefine((config, context) => requireSchema(config, context, isPlainDeserializer)),
  inputs: ['in'],
  outputs: ['out'],
  errors: true,
  cardinality: 'one',
  hosted: true,
  async: (config) => config.serde === 'pulsar-schema',
  emits: (config) => (config.target === 'key' || config.serde === 'identity' ? 'same' : 'decoded'),
  summarise: (config) => `${config.target === 'both' ? 'value and key' : config.target} from ${config.serde}`,
  examples: [
    {
      title: 'JSON',
      config: { serde: 'json' },
      input: [{ bytes: '{"order_id":"A-1","total":12.5}' }],
      output: { out: [{ value: { order_id: 'A-1', total: 12.5 } }] },
    },
    {
      title: 'Not JSON',
      config: { serde: 'json' },
      input: [{ bytes: '{"order_id": oops}' }],
      output: { out: [], errors: [{ bytes: '{"order_id": oops}', failure: 'SLUICE-DESERIALIZE-JSON' }] },
    },
    {
      title: 'Avro',
      config: { serde: 'avro', schema: '{"type":"record","name":"Order","fields":[{"name":"id","type":"string"}]}' },
      input: [{ bytes: '\u0006A-1' }, { bytes: '' }],
      output: { out: [{ value: { id: 'A-1' } }], errors: [{ failure: 'SLUICE-DESERIALIZE-AVRO' }] },
    },
    {
      title: 'Protobuf',
      config: {
        serde: 'protobuf',
        definition: 'syntax = "proto3"; message Order { string id = 1; }',
        messageType: 'Order',
      },
      input: [{ bytes: '\n\u0003A-1' }],
      output: { out: [{ value: { id: 'A-1' } }] },
    },
    {
      title: 'A pickle that is data, and one that wants to run something',
      config: { serde: 'pickle' },
      input: [{ bytes: "(dp0\nS'id'\np1\nI7\ns." }, { bytes: "cos\nsystem\n(S'true'\ntR." }],
      output: { out: [{ value: { id: 7 } }], errors: [{ failure: 'SLUICE-PICKLE-REFUSED' }] },
    },
    {
      title: 'Text',
      config: { serde: 'string' },
      input: [{ bytes: 'grüezi' }],
      output: { out: [{ value: 'grüezi' }] },
    },
  ],
})

/** Every format but `pulsar-schema`, which has to ask a broker. */
export const run: TransformRun<typeof spec> = (config, ports: OperatorPorts) => {
  const { serde, target } = config
  if (!isPlainDeserializer(serde)) return decodeWith(binaryDecoder(config, ports))
  const decodesValue = target !== 'key'
  const decodesKey = target !== 'value'
  return {
    onMessage(message, emit) {
      const value = decodesValue ? deserializeValue(serde, message.value, ports.text) : message.value
      const key = decodesKey ? deserializeKey(serde, message.key) : message.key
      return emit('out', { ...message, value, key })
    },
  }
}

export function decodeWith(decode: (bytes: Uint8Array) => unknown): TransformInstance<typeof spec> {
  return { onMessage: (message, emit) => emit('out', { ...message, value: decode(bytesOf(message.value)) }) }
}

function binaryDecoder(config: ConfigOf<typeof spec>, { codecs }: OperatorPorts): (bytes: Uint8Array) => unknown {
  if (config.serde === 'pickle') return decodePickle
  const codec =
    config.serde === 'avro' ? codecs.avro(config.schema) : codecs.protobuf(config.definition, config.messageType)
  return (bytes) => codec.decode(bytes)
}
