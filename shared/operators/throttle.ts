import * as z from 'zod'
import { defineSpec } from './define.ts'
import { field } from './field.ts'

/** Messages held at once, at most. */
const mostHeld = 10_000
/** When each key has a rate of its own: one busy key must not keep the others from passing too soon. */
const heldByKeys = 1_000

export const spec = /* @__PURE__ */ defineSpec({
  id: 'throttle',
  kind: 'transform',
  group: 'Route',
  title: 'Throttle',
  summary: 'Lets messages through at a rate, the rest waits.',
  docs: `Lets so many messages a second through, of all together or of each key. What comes faster waits; nothing is dropped, and the order
stays as it was, of all messages or of each key. Steps and sources before it wait in turn (back-pressure), and what is not read stays
with the broker.

It is a token bucket: tokens come at the rate, up to **Burst** lie ready after a pause, and each message takes one. So in any time
at most rate × time + burst messages leave; timers are no finer than a millisecond, so above 1,000 a second a millisecond's
worth leaves at once. Half a message a second (0.5) is one every two seconds.

With one rate for all, a tenth of a second's worth of messages is held, at least one and at most 10,000; for each key, 1,000 in all.
When these are all of busy keys, the others wait with them: for keys of very unlike pace draw a **Switch** before it. Messages
without a key share one rate. A process that was busy catches up on what it holds.

To drop instead of waiting use **Sample**, to wait for a time **Delay**.`,
  icon: 'gauge',
  config: z.strictObject({
    rate: z.number().min(0.001).max(1_000_000).default(100).register(field, {
      title: 'Rate',
      description: 'How many go on each second.',
      unit: 'messages/s',
    }),
    burst: z.number().int().min(1).max(1_000_000).default(1).register(field, {
      title: 'Burst',
      description: 'How many may go on at once after a pause.',
      unit: 'messages',
    }),
    per: z
      .enum(['all', 'key'])
      .default('all')
      .register(field, {
        title: 'Counts for',
        description: 'One rate for all messages, or one for each key.',
        optionTitles: { all: 'All messages', key: 'Each key' },
      }),
  }),
  inputs: ['in'],
  outputs: ['out'],
  errors: false,
  cardinality: 'one',
  async: true,
  keepsOrder: true,
  hosted: true,
  concurrency: ({ per, rate }) => (per === 'key' ? heldByKeys : Math.min(mostHeld, Math.max(1, Math.ceil(rate / 10)))),
  singleProcess: () => 'Each process would let the full rate through.',
  summarise: ({ rate, burst, per }) => {
    const pace = `${rate.toLocaleString('en-US')} a second${per === 'key' ? ' of each key' : ''}`
    return burst === 1 ? `at most ${pace}` : `at most ${pace}, ${burst.toLocaleString('en-US')} at once`
  },
  examples: [
    {
      title: 'Ten a second',
      config: { rate: 10 },
      input: [{ value: 1 }, { value: 2 }, { value: 3 }],
      output: { out: [{ value: 1 }, { value: 2 }, { value: 3 }] },
    },
    {
      title: 'Spare a service: one a second of each customer, five at once',
      config: { rate: 1, burst: 5, per: 'key' },
      input: [
        { value: 1, key: 'a' },
        { value: 2, key: 'a' },
        { value: 3, key: 'b' },
      ],
      output: { out: [{ value: 1 }, { value: 2 }, { value: 3 }] },
    },
  ],
})
