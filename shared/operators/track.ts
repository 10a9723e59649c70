import * as z from 'zod'
import { fail } from '../ipc/failure.ts'
import type { Message } from '../message.ts'
import { defineSpec, type OperatorPorts, type TransformInstance, type TransformRun } from './define.ts'
import { field } from './field.ts'
import { TrackFigures } from './lib/track-figures.ts'

export const spec = /* @__PURE__ */ defineSpec({
  id: 'track',
  kind: 'transform',
  group: 'Watch',
  title: 'Track',
  summary: 'Stamps messages, and measures how they fared.',
  docs: `The connector's message tracking as two steps. **Stamp** stands where a message sets out and writes the properties \`message_id\`,
\`source_topic\` and \`sent_at\` (ISO time). **Measure** stands where it arrives: further on in the same pipeline, or behind a source that
reads the topic it was sent to, in this pipeline or another. It reads the stamp, writes \`latency_ms\` and \`sla\` (\`met\` or \`missed\`) onto
the message, so that every figure can be worked out again from what comes out, and keeps the figures: in the inspector while it
runs, and under the step's \`report\` in \`sluice run --report json\`.

\`{ messages, succeeded, failed, successRate, latencyMs: { p50, p95, p99, max, mean }, topics, errors, sla: { latencyMs, met, missed, metRate, target, latency, success, verdict } }\`

- A message has **failed** when it comes from an \`errors\` port (wire one here, beside the good ones) or has a property \`error_code\` or
  \`error_type\`, as **Error message** and the connector write them. All others have succeeded. \`errors\` counts the failed ones by that code.
- **Latency** is the time of measuring less \`sent_at\`, in whole milliseconds, of those that succeeded. Percentiles are by nearest rank over
  all messages since the run began, not a sample: the value at rank ⌈p · n⌉ of the sorted latencies. They are exact below
  65,536 ms, at most 1 % too high above; \`max\` and \`mean\` are always exact. Two machines need clocks that agree; a message
  that seems to arrive before it was sent counts as 0 ms and under \`clockSkew\`.
- **sla** is \`met\` for a message that succeeded within the latency, \`missed\` for all others. The verdict is \`met\` when p99 is within the
  latency and the success rate reaches its target, as in the connector.
- \`topics\` counts messages by the topic they are bound for, else the one they came from; the first 1,000 names are told apart.

A message that was delivered twice is counted twice. One that succeeded but has no stamp, or one that is no time, leaves by
\`errors\` (\`SLUICE-TRACK-STAMP\`) and is in no figure.`,
  icon: 'activity',
  config: z.strictObject({
    mode: z
      .enum(['stamp', 'measure'])
      .default('stamp')
      .register(field, {
        title: 'Do',
        description: 'Stamp messages where they set out, or measure them where they arrive.',
        optionTitles: { stamp: 'Stamp', measure: 'Measure' },
      }),
    prefix: z
      .string()
      .regex(/^[A-Za-z0-9_.-]{0,64}$/, 'Write letters, digits, `_`, `.` or `-`, up to 64.')
      .default('')
      .register(field, {
        title: 'Prefix',
        description:
          'Before the names of the properties, the same in both steps; tells two trackings of a message apart.',
        placeholder: 'checkout_',
        advanced: true,
      }),
    id: z.string().default('').register(field, {
      title: 'Message id',
      description: 'Used by Stamp for `message_id`; empty takes the id in the source’s topic.',
      widget: 'template',
      placeholder: '{value.order_id}',
      advanced: true,
    }),
    slaLatencyMs: z.number().int().min(0).max(86_400_000).default(100).register(field, {
      title: 'Latency to keep',
      description: 'Used by Measure: a message within this is in time; so must p99 be.',
      unit: 'ms',
      group: 'Service level',
    }),
    slaSuccessRate: z.number().min(0).max(1).default(0.999).register(field, {
      title: 'Success rate to keep',
      description: 'Used by Measure: the part of all messages that must succeed; 1 is all.',
      group: 'Service level',
    }),
  }),
  inputs: ['in'],
  outputs: ['out'],
  errors: true,
  cardinality: 'one',
  singleProcess: ({ mode }) => (mode === 'measure' ? 'Percentiles of several processes cannot be put together.' : null),
  expressions: ({ mode, id }) => (mode === 'stamp' && id !== '' ? [{ path: ['id'], kind: 'template', text: id }] : []),
  summarise: ({ mode, slaLatencyMs, slaSuccessRate }) =>
    mode === 'stamp'
      ? 'stamps messages with id and time'
      : `measures; p99 within ${slaLatencyMs} ms, success rate ${slaSuccessRate}`,
  examples: [
    {
      title: 'Stamp what sets out',
      config: { mode: 'stamp', id: '{value.order_id}' },
      input: [{ value: { order_id: 'A-1' } }],
      output: { out: [{ value: { order_id: 'A-1' } }] },
    },
    {
      title: 'Measure what arrives',
      config: { mode: 'measure', slaLatencyMs: 100 },
      input: [
        { value: 1, properties: { sent_at: '2023-11-14T22:13:19.960Z' } },
        { value: 2, properties: { sent_at: '1700000000000', error_code: 'SLUICE-VALIDATE' } },
        { value: 3 },
      ],
      output: {
        out: [
          { value: 1, properties: { sent_at: '2023-11-14T22:13:19.960Z', latency_ms: '40', sla: 'met' } },
          {
            value: 2,
            properties: { sent_at: '1700000000000', error_code: 'SLUICE-VALIDATE', latency_ms: '0', sla: 'missed' },
          },
        ],
        errors: [{ value: 3, failure: 'SLUICE-TRACK-STAMP' }],
      },
    },
  ],
})

type Config = z.infer<typeof spec.config>
type Instance = TransformInstance<typeof spec>

export const run: TransformRun<typeof spec> = (config, ports) =>
  config.mode === 'stamp' ? stamping(config, ports) : measuring(config, ports)

function stamping({ prefix, id }: Config, ports: OperatorPorts): Instance {
  const template = id === '' ? null : ports.template(id)
  const [idName, topicName, timeName] = [`${prefix}message_id`, `${prefix}source_topic`, `${prefix}sent_at`]
  let written = Number.NaN
  let text = ''
  return {
    onMessage(message, emit) {
      const { origin } = message
      const now = ports.now()
      if (now !== written) {
        written = now
        text = new Date(now).toISOString()
      }
      const properties: Record<string, string> = { ...message.properties }
      properties[idName] = template === null ? origin.messageId : template.render(message)
      properties[topicName] = origin.topic
      properties[timeName] = text
      return emit('out', { ...message, properties })
    },
  }
}

function measuring({ prefix, slaLatencyMs, slaSuccessRate }: Config, ports: OperatorPorts): Instance {
  const [timeName, latencyName, slaName] = [`${prefix}sent_at`, `${prefix}latency_ms`, `${prefix}sla`]
  const figures = new TrackFigures(slaLatencyMs, slaSuccessRate)
  return {
    onMessage(message, emit) {
      const error = errorOf(message)
      const sentAt = timeOf(message.properties[timeName])
      if (sentAt === null && error === null) throw notStamped(timeName, message.properties[timeName])
      const latency = sentAt === null ? null : Math.round(ports.now() - sentAt)
      const sla = figures.add(message.topic ?? message.origin.topic, latency, error)
      const properties: Record<string, string> = { ...message.properties }
      properties[slaName] = sla
      if (latency !== null) properties[latencyName] = String(Math.max(0, latency))
      return emit('out', { ...message, properties })
    },
    report: () => figures.report(),
  }
}

/** What a failed message failed by; null for one that succeeded. */
function errorOf({ failure, properties }: Message): string | null {
  return failure?.code ?? properties.error_code ?? properties.error_type ?? null
}

/** Epoch milliseconds of a stamp: ISO time, or milliseconds as digits; null for anything else. */
function timeOf(text: string | undefined): number | null {
  if (text === undefined) return null
  const time = /^\d{4}-\d\d-\d\dT/.test(text)
    ? Date.parse(text)
    : /^\d{1,15}(\.\d+)?$/.test(text)
      ? Number(text)
      : Number.NaN
  return Number.isNaN(time) ? null : time
}

function notStamped(name: string, text: string | undefined) {
  const what =
    text === undefined ? `has no property \`${name}\`` : `has \`${name}\` "${text.slice(0, 40)}", which is no time`
  return fail(
    'SLUICE-TRACK-STAMP',
    `The message ${what}. Put a Track step that stamps where messages set out, with the same prefix; ISO time or milliseconds are read.`,
  )
}
