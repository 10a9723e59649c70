import * as z from 'zod'
import { defineSpec, type Emit } from './define.ts'
import { field } from './field.ts'
import { type KeyedRun, keyed } from './keyed.ts'

export const spec = /* @__PURE__ */ defineSpec({
  id: 'collect',
  kind: 'stateful',
  group: 'Remember',
  title: 'Collect',
  summary: 'Gathers messages of a key into lists.',
  docs: `Gathers the values of each key into a list, in the order they came, and sends it on when it has **size** values, or when the
**timeout** has passed, whichever comes first. When the input ends for good, what was gathered until then is sent on too.

The timeout runs from the latest message of the key, as in Bytewax: each message starts it anew, so a steady trickle waits for the full
size. From the first message of a list it bounds how long any message waits.

A list is a new message: its value is the list, its key the key. Properties, topic and times of the single messages are not kept; put
what matters into the value with **Map** before. The input counts as absorbed once it is in a list.

It is \`collect\` of Bytewax. For lists by the clock or by event time use **Window**.`,
  icon: 'layers',
  config: z.strictObject({
    maxSize: z.number().int().min(1).max(100_000).default(100).register(field, {
      title: 'Size',
      description: 'A list with this many values is sent on at once.',
      unit: 'messages',
    }),
    timeoutMs: z.number().int().min(1).max(604_800_000).default(10_000).register(field, {
      title: 'Timeout',
      description: 'A list that is not full is sent on after this time.',
      unit: 'ms',
    }),
    timeoutMode: z
      .enum(['since-latest', 'since-first'])
      .default('since-latest')
      .register(field, {
        title: 'Timeout runs',
        description: 'From the latest message of the key, or from the first one in the list.',
        optionTitles: { 'since-latest': 'From the latest message', 'since-first': 'From the first message' },
      }),
  }),
  inputs: ['in'],
  outputs: ['out'],
  errors: true,
  cardinality: 'absorb',
  needsKey: true,
  emits: () => 'decoded',
  summarise: ({ maxSize, timeoutMs, timeoutMode }) =>
    `lists of ${maxSize}, or after ${timeoutMs.toLocaleString('en-US')} ms ${timeoutMode === 'since-latest' ? 'of silence' : ''}`.trimEnd(),
  examples: [
    {
      title: 'Pairs by key, and what is left at the end',
      config: { maxSize: 2, timeoutMs: 1_000 },
      input: [
        { key: 'a', value: 1 },
        { key: 'b', value: 2 },
        { key: 'a', value: 3 },
        { key: 'a', value: 4 },
      ],
      output: {
        out: [
          { key: 'a', value: [1, 3] },
          { key: 'b', value: [2] },
          { key: 'a', value: [4] },
        ],
      },
    },
    {
      title: 'Batches for a slow service, none waiting longer than half a second',
      config: { maxSize: 500, timeoutMs: 500, timeoutMode: 'since-first' },
    },
  ],
})

interface Gathered {
  readonly values: unknown[]
  /** When the timeout began to run, epoch milliseconds. */
  since: number
}

export const run: KeyedRun<typeof spec> = ({ maxSize, timeoutMs, timeoutMode }, ports) => {
  const rearms = timeoutMode === 'since-latest'
  const send = (key: string, { values }: Gathered, emit: Emit<typeof spec>): undefined => {
    void emit('out', ports.create(values, { key }))
  }
  return keyed<typeof spec, Gathered>({
    onMessage(key, state, message, emit) {
      const gathered = state ?? { values: [], since: ports.now() }
      gathered.values.push(message.value)
      if (gathered.values.length >= maxSize) return send(key, gathered, emit)
      if (rearms) gathered.since = ports.now()
      return gathered
    },
    wakeAt: ({ since }) => since + timeoutMs,
    onTimer: (key, gathered, _now, emit) => send(key, gathered, emit),
    onEnd: send,
  })
}
