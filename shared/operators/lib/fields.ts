import * as z from 'zod'
import { field } from '../field.ts'

/** Fields that several operators share. Each call makes its own instance: the registry keeps texts per instance. */

/** Name of a connection of the document. */
export function connectionField() {
  return z.string().min(1).default('main').register(field, {
    title: 'Connection',
    description: 'Which broker: a connection of this pipeline.',
    widget: 'connection',
  })
}

/** The schemas that binary formats need, shown with the format that needs them. */
export function schemaFields() {
  return {
    schema: z
      .string()
      .default('')
      .register(field, {
        title: 'Avro schema',
        description: 'The schema of the value, as JSON.',
        widget: 'json',
        when: { field: 'serde', is: ['avro'] },
        placeholder: '{"type":"record","name":"Order","fields":[{"name":"id","type":"string"}]}',
      }),
    definition: z
      .string()
      .default('')
      .register(field, {
        title: 'Definition',
        description: 'Text of the `.proto` file. It may import Google’s well-known types, nothing else.',
        widget: 'textarea',
        when: { field: 'serde', is: ['protobuf'] },
        placeholder: 'syntax = "proto3"; message Order { string id = 1; }',
      }),
    messageType: z
      .string()
      .default('')
      .register(field, {
        title: 'Message type',
        description: 'Full name of the message in the definition.',
        when: { field: 'serde', is: ['protobuf'] },
        placeholder: 'shop.Order',
      }),
  }
}

interface SchemaConfig {
  readonly serde: string
  readonly target: string
  readonly schema: string
  readonly definition: string
  readonly messageType: string
}

/** Reports what a binary format lacks. For `superRefine` of a config with `schemaFields`. */
export function requireSchema(
  config: SchemaConfig,
  context: z.RefinementCtx,
  isPlain: (serde: string) => boolean,
): void {
  const problem = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message })
  if (config.serde === 'avro' && config.schema.trim() === '') problem('schema', 'Give the Avro schema of the value.')
  if (config.serde === 'protobuf' && config.definition.trim() === '')
    problem('definition', 'Give the text of the `.proto` file.')
  if (config.serde === 'protobuf' && config.messageType.trim() === '')
    problem('messageType', 'Name the message in the definition.')
  if (config.target !== 'value' && !isPlain(config.serde)) {
    problem('target', `Keys are text: the format ${config.serde} works on values only.`)
  }
}

/** Which part of the message a serde works on. */
export function targetField() {
  return z
    .enum(['value', 'key', 'both'])
    .default('value')
    .register(field, {
      title: 'Apply to',
      description: 'The value, the key, or both.',
      optionTitles: { value: 'Value', key: 'Key', both: 'Value and key' },
    })
}
