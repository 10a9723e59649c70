import * as z from 'zod'
import { fail } from '../ipc/failure.ts'
import { defineSpec } from './define.ts'
import { field } from './field.ts'
import { type KeyedRun, keyed } from './keyed.ts'
import { describeValue } from './lib/expression-failures.ts'

export const spec = /* @__PURE__ */ defineSpec({
  id: 'deduplicate',
  kind: 'stateful',
  group: 'Remember',
  title: 'Deduplicate',
  summary: 'Drops what has been seen before.',
  docs: `Computes an id for each message and remembers it. The first message of an id goes on; a later one with the same id is counted as
dropped(duplicate) and acknowledged.

An id is forgotten after the **time**, counted from the first message that had it: a duplicate does not prolong it. It is forgotten
earlier when more ids than the **capacity** are remembered; the one that was met longest ago goes first, and a duplicate of it would
then pass. Give room for all ids that can come within the time.

An id is text, a number, or true or false; the number 1 and the text \`"1"\` are different ids. Anything else, null above all, is an
error (\`SLUICE-DEDUPLICATE-ID\`): without an id nobody can tell whether it is a duplicate. No key is needed; to look for duplicates
within each key, make it part of the id: \`key + "/" + value.id\`.`,
  icon: 'copy-x',
  config: z.strictObject({
    id: z.string().min(1).register(field, {
      title: 'Id',
      description: 'Messages for which this gives the same are the same message.',
      widget: 'expression',
      placeholder: 'value.order_id',
    }),
    ttlMs: z.number().int().min(0).max(2_592_000_000).default(3_600_000).register(field, {
      title: 'Time',
      description: 'How long an id is remembered; 0 for as long as there is room.',
      unit: 'ms',
    }),
    capacity: z.number().int().min(1).max(10_000_000).default(100_000).register(field, {
      title: 'Capacity',
      description: 'Ids remembered at once, at most.',
      unit: 'ids',
    }),
  }),
  inputs: ['in'],
  outputs: ['out'],
  errors: true,
  cardinality: 'optional',
  dropReason: 'duplicate',
  expressions: (config) => [{ path: ['id'], kind: 'expression', text: config.id }],
  summarise: (config) => `drops repeated ${config.id}`,
  examples: [
    {
      title: 'An order sent twice',
      config: { id: 'value.order_id' },
      input: [
        { value: { order_id: 'A-1', total: 10 } },
        { value: { order_id: 'A-2', total: 20 } },
        { value: { order_id: 'A-1', total: 10 } },
      ],
      output: { out: [{ value: { order_id: 'A-1', total: 10 } }, { value: { order_id: 'A-2', total: 20 } }] },
    },
    {
      title: 'By a property, for a day',
      config: { id: 'properties.request_id', ttlMs: 86_400_000, capacity: 1_000_000 },
      input: [
        { value: 1, properties: { request_id: 'r1' } },
        { value: 2, properties: { request_id: 'r1' } },
      ],
      output: { out: [{ value: 1 }] },
    },
    {
      title: 'Without an id',
      config: { id: 'value.order_id' },
      input: [{ value: { order_id: null } }],
      output: { out: [], errors: [{ failure: 'SLUICE-DEDUPLICATE-ID' }] },
    },
  ],
})

export const run: KeyedRun<typeof spec> = ({ id, ttlMs, capacity }, ports) => {
  const program = ports.compile(id)
  /** The state is when the id was first met, epoch milliseconds. */
  return keyed<typeof spec, number>({
    maxKeys: capacity,
    keyOf: (message) => textOf(program.evaluate(message), id),
    onMessage(_key, state, message, emit) {
      if (state !== undefined) return state
      void emit('out', message)
      return ports.now()
    },
    wakeAt: (firstAt) => (ttlMs === 0 ? null : firstAt + ttlMs),
    onTimer: () => undefined,
  })
}

/** One text for each id. What is not text has a `#` before it, and so has a text that begins with one. */
function textOf(value: unknown, expression: string): string {
  if (typeof value === 'string') return value.startsWith('#') ? `#${value}` : value
  if (typeof value === 'boolean' || typeof value === 'bigint' || Number.isFinite(value)) return `#${String(value)}`
  throw fail(
    'SLUICE-DEDUPLICATE-ID',
    `An id must be text, a number, or true or false; \`${expression}\` gave ${describeValue(value)}.`,
    { detail: { expression } },
  )
}
