import * as z from 'zod'
import { type ConfigOf, defineSpec, type OperatorPorts, type TransformInstance, type TransformRun } from './define.ts'
import { field } from './field.ts'
import { requireSchema, schemaFields, targetField } from './lib/fields.ts'
import { encodePickle, type PickleProtocol } from './lib/pickle/encode.ts'
import { isPlainSerializer, serializeKey, serializers, serializeValue } from './lib/serdes.ts'

export const spec = /* @__PURE__ */ defineSpec({
  id: 'serialize',
  kind: 'transform',
  group: 'Shape',
  title: 'Serialize',
  summary: 'Turns values into bytes.',
  docs: `Encodes the value as bytes and notes the format in the property \`_serde_type\`. Sinks write plain values as JSON by
themselves; use this step for another form, or to have the size of the payload known further on.

\`json\` is compact, \`json-pretty\` is indented by two spaces, \`string\` takes texts, numbers and truth values, \`identity\` takes bytes only.

\`avro\` and \`protobuf\` write single values by the schema given here and name the field that does not fit. \`pickle\` writes plain data
for Python's pickle. These three work on values only.`,
  icon: 'package',
  config: z
    .strictObject({
      target: targetField(),
      serde: z
        .enum(serializers)
        .default('json')
        .register(field, {
          title: 'Format',
          description: 'What the bytes become.',
          optionTitles: {
            json: 'JSON',
            'json-pretty': 'JSON, indented',
            string: 'Text (UTF-8)',
            identity: 'Bytes as they are',
            avro: 'Avro',
            protobuf: 'Protobuf',
            pickle: 'Python pickle',
          },
        }),
      ...schemaFields(),
      protocol: z
        .number()
        .int()
        .min(0)
        .max(5)
        .default(4)
        .register(field, {
          title: 'Protocol',
          description: 'Version of the pickle format; Python 3.4 and later read 4.',
          when: { field: 'serde', is: ['pickle'] },
          advanced: true,
        }),
    })
    .superRefine((config, context) => requireSchema(config, context, isPlainSerializer)),
  inputs: ['in'],
  outputs: ['out'],
  errors: true,
  cardinality: 'one',
  emits: (config) => (config.target === 'key' ? 'same' : 'bytes'),
  summarise: (config) => `${config.target === 'both' ? 'value and key' : config.target} to ${config.serde}`,
  examples: [
    {
      title: 'JSON',
      config: { serde: 'json' },
      input: [{ value: { order_id: 'A-1', total: 12.5 } }],
      output: { out: [{ bytes: '{"order_id":"A-1","total":12.5}', properties: { _serde_type: 'json' } }] },
    },
    {
      title: 'Avro',
      config: { serde: 'avro', schema: '{"type":"record","name":"Order","fields":[{"name":"id","type":"string"}]}' },
      input: [{ value: { id: 'A-1' } }, { value: { id: 7 } }],
      output: {
        out: [{ bytes: '\u0006A-1', properties: { _serde_type: 'avro' } }],
        errors: [{ failure: 'SLUICE-SERIALIZE-AVRO' }],
      },
    },
    {
      title: 'An object is not a text',
      config: { serde: 'string' },
      input: [{ value: { a: 1 } }],
      output: { out: [], errors: [{ failure: 'SLUICE-SERIALIZE-TYPE' }] },
    },
  ],
})

export const run: TransformRun<typeof spec> = (config, ports) => {
  const { serde, target } = config
  if (!isPlainSerializer(serde)) return encodeWith(serde, binaryEncoder(config, ports))
  const encodesValue = target !== 'key'
  const encodesKey = target !== 'value'
  return {
    onMessage(message, emit) {
      const value = encodesValue ? serializeValue(serde, message.value, ports.text) : message.value
      const key = encodesKey ? serializeKey(serde, message.key) : message.key
      return emit('out', { ...message, value, key, properties: { ...message.properties, _serde_type: serde } })
    },
  }
}

function encodeWith(serde: string, encode: (value: unknown) => Uint8Array): TransformInstance<typeof spec> {
  return {
    onMessage: (message, emit) =>
      emit('out', {
        ...message,
        value: encode(message.value),
        properties: { ...message.properties, _serde_type: serde },
      }),
  }
}

function binaryEncoder(config: ConfigOf<typeof spec>, { codecs }: OperatorPorts): (value: unknown) => Uint8Array {
  if (config.serde === 'pickle') return (value) => encodePickle(value, config.protocol as PickleProtocol)
  const codec =
    config.serde === 'avro' ? codecs.avro(config.schema) : codecs.protobuf(config.definition, config.messageType)
  return (value) => codec.encode(value)
}
