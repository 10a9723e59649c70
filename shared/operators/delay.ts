import * as z from 'zod'
import { defineSpec } from './define.ts'
import { field } from './field.ts'

const dayMs = 86_400_000
/** Messages waiting at once, at most. */
const mostHeld = 10_000

export const spec = /* @__PURE__ */ defineSpec({
  id: 'delay',
  kind: 'transform',
  group: 'Route',
  title: 'Delay',
  summary: 'Holds messages for a while or until a time.',
  docs: `Holds each message for a duration, counted from its coming, until its event time, or until a time that an expression gives in
milliseconds since 1970. One that is due already goes on at once. \`eventTime + 5000\` waits until five seconds after the event.

Messages of one key leave in the order they came: one that is due earlier than the one before it waits for that one. Messages without a
key leave by their time alone.

What waits is held in memory, not acknowledged, 10,000 messages at once; then the steps before it wait. It counts as in flight
(\`settings.maxInFlight\`), is named as slow after 30 s, and holds up a drain until its deadline: what has not left by then is
delivered again by the broker, and a duration begins anew. To wait for hours let the broker do it: **Set message** has a delay for that.

A message without the time asked for, or one that would wait longer than allowed, is an error (\`SLUICE-MESSAGE-TIME\`). To keep a pace
use **Throttle**.`,
  icon: 'hourglass',
  config: z
    .strictObject({
      mode: z
        .enum(['duration', 'event-time', 'until'])
        .default('duration')
        .register(field, {
          title: 'Wait',
          description: 'For a duration, until the event time, or until a time that is worked out.',
          optionTitles: { duration: 'For a duration', 'event-time': 'Until the event time', until: 'Until a time' },
        }),
      durationMs: z.number().int().min(0).max(dayMs).default(1_000).register(field, {
        title: 'Duration',
        description: 'Used with a duration: how long each message is held.',
        unit: 'ms',
      }),
      until: z.string().default('').register(field, {
        title: 'Until',
        description: 'Used with a time: yields it in milliseconds since 1970.',
        widget: 'expression',
        placeholder: 'value.not_before',
        unit: 'ms',
      }),
      longestMs: z
        .number()
        .int()
        .min(1)
        .max(7 * dayMs)
        .default(dayMs)
        .register(field, {
          title: 'At longest',
          description: 'A message that would wait longer is an error.',
          unit: 'ms',
          advanced: true,
        }),
    })
    .refine((config) => config.mode !== 'until' || config.until !== '', {
      message: 'Give the expression that yields the time.',
      path: ['until'],
    })
    .refine((config) => config.mode !== 'duration' || config.durationMs <= config.longestMs, {
      message: 'The duration is longer than a message may wait at longest (`longestMs`).',
      path: ['durationMs'],
    }),
  inputs: ['in'],
  outputs: ['out'],
  errors: true,
  cardinality: 'one',
  async: true,
  keepsOrder: true,
  hosted: true,
  concurrency: () => mostHeld,
  expressions: (config) =>
    config.mode === 'until' ? [{ path: ['until'], kind: 'expression', text: config.until }] : [],
  summarise: ({ mode, durationMs, until }) => {
    if (mode === 'event-time') return 'waits until the event time'
    return mode === 'until' ? `waits until ${until}` : `waits ${durationMs.toLocaleString('en-US')} ms`
  },
  examples: [
    {
      title: 'Five seconds later',
      config: { durationMs: 5_000 },
      input: [{ value: 1 }, { value: 2 }],
      output: { out: [{ value: 1 }, { value: 2 }] },
    },
    {
      title: 'Until the time the order asks for',
      config: { mode: 'until', until: 'value.not_before' },
      input: [{ value: { not_before: 1_600_000_000_000 } }, { value: { not_before: 'soon' } }],
      output: {
        out: [{ value: { not_before: 1_600_000_000_000 } }],
        errors: [{ failure: 'SLUICE-MESSAGE-TIME' }],
      },
    },
    {
      title: 'Until the event time',
      config: { mode: 'event-time' },
      input: [{ value: 1, eventTime: 1_600_000_000_000 }, { value: 2 }],
      output: { out: [{ value: 1 }], errors: [{ value: 2, failure: 'SLUICE-MESSAGE-TIME' }] },
    },
  ],
})
