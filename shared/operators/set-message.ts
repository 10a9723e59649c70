import * as z from 'zod'
import { fail } from '../ipc/failure.ts'
import type { Message } from '../message.ts'
import { defineSpec, type OperatorPorts, type TransformRun } from './define.ts'
import { field } from './field.ts'
import { describeValue } from './lib/expression-failures.ts'

const template = () => z.string().default('')

export const spec = /* @__PURE__ */ defineSpec({
  id: 'set-message',
  kind: 'transform',
  group: 'Shape',
  title: 'Set message',
  summary: 'Sets key, properties, topic and times.',
  docs: `Changes what surrounds the value. Fields left empty stay as they are. Key, topic and properties are templates: text with
\`{expression}\` holes, as in \`tenant-{value.tenant_id}\`. Event time and delay are expressions that yield milliseconds.

With nothing set it is the connector's \`to_sink\`: the message goes on as it is, ready for a sink.`,
  icon: 'tag',
  config: z.strictObject({
    key: template().register(field, {
      title: 'Key',
      description: 'Decides the partition and the order: messages of one key stay in order.',
      widget: 'template',
      placeholder: '{value.customer_id}',
    }),
    partitionKey: template().register(field, {
      title: 'Partition key',
      description: 'Routes to a partition when that must differ from the key.',
      widget: 'template',
      advanced: true,
    }),
    orderingKey: template().register(field, {
      title: 'Ordering key',
      description: 'Replaces the key for consumers of the KeyShared type.',
      widget: 'template',
      advanced: true,
    }),
    topic: template().register(field, {
      title: 'Topic',
      description: 'Where the message asks to be sent. A sink with a fixed topic refuses another one.',
      widget: 'template',
      placeholder: 'tenant-{value.tenant_id}',
    }),
    properties: z.record(z.string().min(1), z.string()).default({}).register(field, {
      title: 'Properties',
      description: 'Names and templates; others stay.',
      widget: 'properties',
    }),
    removeProperties: z
      .array(z.string().min(1).register(field, { title: 'Property', description: 'Name of the property to remove.' }))
      .default([])
      .register(field, { title: 'Remove properties', description: 'Names of properties to take out.', advanced: true }),
    eventTime: z.string().default('').register(field, {
      title: 'Event time',
      description: 'When it happened, in milliseconds since 1970.',
      widget: 'expression',
      placeholder: 'value.timestamp',
      unit: 'ms',
    }),
    delay: z.string().default('').register(field, {
      title: 'Delay',
      description: 'The broker hands it out only after this time. Works with Shared and KeyShared subscriptions.',
      widget: 'expression',
      placeholder: '60 * 1000',
      unit: 'ms',
      advanced: true,
    }),
  }),
  inputs: ['in'],
  outputs: ['out'],
  errors: true,
  cardinality: 'one',
  keys: (config) => (config.key === '' ? 'same' : 'all'),
  expressions: (config) => [
    ...(['key', 'partitionKey', 'orderingKey', 'topic'] as const)
      .filter((name) => config[name] !== '')
      .map((name) => ({ path: [name], kind: 'template' as const, text: config[name] })),
    ...Object.entries(config.properties).map(([name, text]) => ({
      path: ['properties', name],
      kind: 'template' as const,
      text,
    })),
    ...(['eventTime', 'delay'] as const)
      .filter((name) => config[name] !== '')
      .map((name) => ({ path: [name], kind: 'expression' as const, text: config[name] })),
  ],
  summarise: (config) => {
    const names = [
      ...(['key', 'partitionKey', 'orderingKey', 'topic', 'eventTime', 'delay'] as const).filter(
        (name) => config[name] !== '',
      ),
      ...Object.keys(config.properties),
    ]
    return names.length === 0 ? 'passes on as it is' : `sets ${names.join(', ')}`
  },
  examples: [
    {
      title: 'Key and topic from the value',
      config: { key: '{value.customer_id}', topic: 'orders-{value.region}', properties: { tier: '{value.tier}' } },
      input: [{ value: { customer_id: 'C7', region: 'eu', tier: 'gold' }, properties: { source: 'web' } }],
      output: { out: [{ key: 'C7', topic: 'orders-eu', properties: { source: 'web', tier: 'gold' } }] },
    },
    {
      title: 'Event time',
      config: { eventTime: 'value.at' },
      input: [{ value: { at: 1_767_225_600_000 } }],
      output: { out: [{ eventTime: 1_767_225_600_000 }] },
    },
  ],
})

type Writable = { -readonly [Field in keyof Message]: Message[Field] }
type Setter = (target: Writable, message: Message) => void

export const run: TransformRun<typeof spec> = (config, ports) => {
  const setters = [...textSetters(config, ports), ...propertySetters(config, ports), ...timeSetters(config, ports)]
  return {
    onMessage(message, emit) {
      const changed: Writable = { ...message }
      for (const set of setters) set(changed, message)
      return emit('out', changed)
    },
  }
}

type Config = z.infer<typeof spec.config>

function textSetters(config: Config, ports: OperatorPorts): Setter[] {
  return (['key', 'partitionKey', 'orderingKey', 'topic'] as const)
    .filter((name) => config[name] !== '')
    .map((name) => {
      const text = ports.template(config[name])
      return (target, message) => {
        target[name] = text.render(message)
      }
    })
}

function propertySetters(config: Config, ports: OperatorPorts): Setter[] {
  const templates = Object.entries(config.properties).map(([name, text]) => ({ name, text: ports.template(text) }))
  if (templates.length === 0 && config.removeProperties.length === 0) return []
  return [
    (target, message) => {
      const properties = { ...message.properties }
      for (const name of config.removeProperties) delete properties[name]
      for (const { name, text } of templates) properties[name] = text.render(message)
      target.properties = properties
    },
  ]
}

function timeSetters(config: Config, ports: OperatorPorts): Setter[] {
  const setters: Setter[] = []
  if (config.eventTime !== '') {
    const milliseconds = millisecondsOf('eventTime', config.eventTime, ports)
    setters.push((target, message) => {
      target.eventTime = milliseconds(message)
    })
  }
  if (config.delay !== '') {
    const milliseconds = millisecondsOf('delay', config.delay, ports)
    setters.push((target, message) => {
      target.deliverAt = ports.now() + milliseconds(message)
    })
  }
  return setters
}

function millisecondsOf(name: string, expression: string, ports: OperatorPorts): (message: Message) => number {
  const program = ports.compile(expression)
  return (message) => {
    const value = program.evaluate(message)
    if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return Math.round(value)
    throw fail(
      'SLUICE-MESSAGE-TIME',
      `\`${name}\` must be milliseconds, 0 or more; \`${expression}\` gave ${describeValue(value)}.`,
    )
  }
}
