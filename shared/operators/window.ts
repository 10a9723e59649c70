import type * as z from 'zod'
import { defineSpec, type EmbeddedExpression } from './define.ts'
import { type KeyedRun, keyed } from './keyed.ts'
import { foldVariables, mergeVariables, windowConfig } from './lib/windows/config.ts'
import { createWindowStep } from './lib/windows/create.ts'
import type { WindowState } from './lib/windows/state.ts'

export const spec = /* @__PURE__ */ defineSpec({
  id: 'window',
  kind: 'stateful',
  group: 'Remember',
  title: 'Window',
  summary: 'Counts, adds up or lists by time.',
  docs: `Cuts the messages of each key into windows of time, and sends one result for each window when it closes.

**Windows.** *Tumbling* ones follow each other without a gap. *Sliding* ones open every **offset** and overlap, so that a message is in
several. A *session* goes on for as long as messages follow each other within the **gap**. *The whole input* is one window that only
the end of a source that ends closes: that is how to count, fold, or find the greatest of a file.

**Clock.** By *arrival*, time is the system's. By *what a message says*, the **timestamp** is read from it, and time has come as far as
the latest timestamp of the key, less the **wait**, plus what has passed on the system's clock since. So the windows of a key that has
gone silent close too. A message that is behind that time is **late**: it leaves by \`late\`, once for each window it would have been in,
with the window's number as property \`window_id\` (-1 for sessions: which one cannot be told). It never gets into a window.

**Ordered**, messages wait until time has reached them and are applied by timestamp; otherwise they are applied as they come. That
decides the order in a list, what a fold sees, and how sessions are numbered. The whole input is never ordered.

**Out** of \`out\` comes \`{"window_id", "open_time", "close_time", "value"}\` with the key, and with the end of the window as its event time;
out of \`meta\`, once for each window, the same with \`merged_ids\` in place of the value. Times are milliseconds since 1970; those of a
session, and of the whole input, are of its first and last message. Leave \`late\` and \`meta\` unwired when you do not need them: their messages
are counted as dropped.

**Results.** Count, sum, mean; least and greatest of numbers and texts (a number is less than a text); first and last by timestamp; the
list of all; or a fold: expressions for the accumulator a window begins with, for the one with each message, and for sessions that merge.
Sums of whole numbers lose no digits. A message whose timestamp or value does not fit is an error (\`SLUICE-WINDOW-TIME\`,
\`SLUICE-WINDOW-VALUE\`); one that a fold cannot take in goes to \`errors\` too, and leaves its windows as they were.

**Memory.** A count needs the same room for any number of messages; a list keeps them all, and so does the queue of an ordered window for
as long as it waits. A key is forgotten when its last window has closed, and with it what time it was; a session's key is
remembered for good, because sessions are numbered. So keep lists, waits and windows short for busy keys, and do not use sessions with
keys that never come again, such as order numbers.

**When the options change** between two runs, windows that were open then come out wrong: let them close before.

Windows, their numbers and what is late are those of Bytewax's window operators; the whole input stands for its \`count_final\`, \`fold_final\`,
\`reduce_final\`, \`max_final\` and \`min_final\`. To gather by count use **Collect**, to put together what belongs together **Join**.`,
  icon: 'app-window',
  config: windowConfig,
  inputs: ['in'],
  outputs: ['out', 'late', 'meta'],
  optionalOutputs: ['late', 'meta'],
  errors: true,
  cardinality: 'absorb',
  needsKey: true,
  emits: () => 'decoded',
  expressions: (config) => [...clockExpressions(config), ...aggregateExpressions(config)],
  summarise: ({ windowing, clock, aggregate }) =>
    `${resultWords(aggregate)} ${windowWords(windowing)}${clock.kind === 'event' ? `, by ${clock.timestamp}` : ''}`,
  examples: [
    {
      title: 'Orders of each customer by the minute',
      config: {
        windowing: { kind: 'tumbling', lengthMs: 60_000 },
        clock: { kind: 'event', timestamp: 'value.at', waitMs: 0 },
        aggregate: { kind: 'sum', of: 'value.amount' },
      },
      input: [
        { key: 'ada', value: { at: '2026-01-31T12:00:10Z', amount: 10 } },
        { key: 'ada', value: { at: '2026-01-31T12:00:50Z', amount: 5 } },
        { key: 'ada', value: { at: '2026-01-31T12:01:00Z', amount: 7 } },
        { key: 'ada', value: { at: '2026-01-31T12:00:59Z', amount: 1 } },
      ],
      output: {
        out: [
          {
            key: 'ada',
            value: { window_id: 29_497_680, open_time: 1_769_860_800_000, close_time: 1_769_860_860_000, value: 15 },
            eventTime: 1_769_860_860_000,
          },
          {
            key: 'ada',
            value: { window_id: 29_497_681, open_time: 1_769_860_860_000, close_time: 1_769_860_920_000, value: 7 },
          },
        ],
        late: [{ value: { at: '2026-01-31T12:00:59Z', amount: 1 }, properties: { window_id: '29497680' } }],
        meta: [
          {
            value: {
              window_id: 29_497_680,
              open_time: 1_769_860_800_000,
              close_time: 1_769_860_860_000,
              merged_ids: [],
            },
          },
          {
            value: {
              window_id: 29_497_681,
              open_time: 1_769_860_860_000,
              close_time: 1_769_860_920_000,
              merged_ids: [],
            },
          },
        ],
      },
    },
    {
      title: 'Visits: a session ends after half an hour without a click',
      config: {
        windowing: { kind: 'session', gapMs: 1_800_000 },
        clock: { kind: 'event', timestamp: 'eventTime', waitMs: 60_000 },
        aggregate: { kind: 'collect', of: 'value.page' },
      },
      input: [
        { key: 'ada', value: { page: 'home' }, eventTime: 0 },
        { key: 'ada', value: { page: 'shoes' }, eventTime: 600_000 },
        { key: 'ada', value: { page: 'home' }, eventTime: 7_200_000 },
      ],
      output: {
        out: [
          { value: { window_id: 0, open_time: 0, close_time: 600_000, value: ['home', 'shoes'] } },
          { value: { window_id: 1, open_time: 7_200_000, close_time: 7_200_000, value: ['home'] } },
        ],
        meta: [
          { value: { window_id: 0, open_time: 0, close_time: 600_000, merged_ids: [] } },
          { value: { window_id: 1, open_time: 7_200_000, close_time: 7_200_000, merged_ids: [] } },
        ],
      },
    },
    {
      title: 'The last minute, every ten seconds, by arrival',
      config: {
        windowing: { kind: 'sliding', lengthMs: 60_000, offsetMs: 10_000 },
        aggregate: { kind: 'max', of: 'value.celsius' },
      },
    },
    {
      title: 'All of a source that ends, folded',
      config: {
        windowing: { kind: 'all' },
        clock: { kind: 'event', timestamp: 'eventTime' },
        aggregate: {
          kind: 'fold',
          initial: '{"n": 0, "long": 0}',
          accumulator: '{"n": accumulator.n + 1, "long": accumulator.long + (size(value) > 3 ? 1 : 0)}',
        },
      },
      input: [
        { key: 'words', value: 'a', eventTime: 20 },
        { key: 'words', value: 'tree', eventTime: 10 },
        { key: 'words', value: 'leaves', eventTime: 30 },
      ],
      output: {
        out: [{ key: 'words', value: { window_id: 0, open_time: 10, close_time: 30, value: { n: 3, long: 2 } } }],
        meta: [{ value: { window_id: 0, open_time: 10, close_time: 30, merged_ids: [] } }],
      },
    },
  ],
})

type Config = z.infer<typeof windowConfig>

export const run: KeyedRun<typeof spec> = (config, ports) =>
  keyed<typeof spec, WindowState>(createWindowStep(config, ports))

function clockExpressions({ clock }: Config): readonly EmbeddedExpression[] {
  return clock.kind === 'system' ? [] : [{ path: ['clock', 'timestamp'], kind: 'expression', text: clock.timestamp }]
}

function aggregateExpressions({ aggregate }: Config): readonly EmbeddedExpression[] {
  const { kind, of, initial, accumulator, merger } = aggregate
  const at = (name: string) => ({ path: ['aggregate', name], kind: 'expression' as const })
  if (kind === 'count') return []
  if (kind !== 'fold') return [{ ...at('of'), text: of }]
  return [
    { ...at('initial'), text: initial },
    { ...at('accumulator'), text: accumulator, variables: foldVariables },
    ...(merger === '' ? [] : [{ ...at('merger'), text: merger, variables: mergeVariables }]),
  ]
}

function resultWords({ kind, of, accumulator }: Config['aggregate']): string {
  if (kind === 'count') return 'counts'
  return kind === 'fold' ? `folds ${accumulator}` : `${verbs[kind]} ${of}`
}

const verbs = {
  sum: 'adds up',
  min: 'least',
  max: 'greatest',
  mean: 'mean of',
  first: 'first',
  last: 'last',
  collect: 'lists',
} as const

function windowWords({ kind, lengthMs, offsetMs, gapMs }: Config['windowing']): string {
  const ms = (duration: number) => `${duration.toLocaleString('en-US')} ms`
  if (kind === 'all') return 'of the whole input'
  if (kind === 'session') return `in sessions with a gap of ${ms(gapMs)}`
  return kind === 'tumbling' ? `every ${ms(lengthMs)}` : `of ${ms(lengthMs)}, every ${ms(offsetMs)}`
}
