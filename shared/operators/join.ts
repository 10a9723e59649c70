import * as z from 'zod'
import { fail } from '../ipc/failure.ts'
import { defineSpec, type Emit } from './define.ts'
import { field } from './field.ts'
import { type KeyedRun, keyed } from './keyed.ts'

const maxSides = 8
const defaultSides = ['left', 'right']
/** Rows that one key may give at once: every one is made, and sent, within one call. */
const maxRows = 10_000

/** Written like node ids, so that `node.port` can be told apart; a side is also a field of the row. */
const sidePattern = /^[A-Za-z0-9_-]{1,64}$/
const isTaken = (side: string) => side === 'out' || side === 'errors' || side in {}
const isSide = (side: unknown): side is string => typeof side === 'string' && sidePattern.test(side) && !isTaken(side)

export const spec = /* @__PURE__ */ defineSpec({
  id: 'join',
  kind: 'stateful',
  group: 'Remember',
  title: 'Join',
  summary: 'Puts messages of one key together.',
  docs: `Each **side** is an input of its own. Values that arrive with the same key are put together in a row: an object with one field for each
side, \`{"left": …, "right": …}\`.

**Keep** says what happens to several values from one side: the first one stays, the last one replaces it, or all are kept and every
combination gives a row (\`product\`), the last side changing fastest. More than ${maxRows.toLocaleString('en-US')} combinations for one key are refused:
the message that would make them is an error (\`SLUICE-JOIN-TOO-MANY\`).

**Send** says when:

- \`complete\`: once every side has a value; then the key is forgotten and begins anew.
- \`final\`: when the input ends for good, with null for what is missing; only for sources that end.
- \`running\`: after every message, with null for what is missing; the key stays remembered.

A key whose other half never comes would be remembered for ever. With a **time to wait** it is forgotten when no message of that key
has come for so long, whatever the mode; nothing is sent for it, and the report counts it under \`forgottenKeys\`.

A row is a new message with the key; properties, topic and times of its parts are not kept. The input counts as absorbed. The
semantics are those of \`join\` of Bytewax, whose rows are tuples in the order of the sides.`,
  icon: 'combine',
  config: z.strictObject({
    sides: z
      .array(
        z
          .string()
          .refine(
            isSide,
            'Write 1 to 64 letters, digits, `-` or `_`; not `out`, `errors`, or a name that every object has.',
          )
          .register(field, { title: 'Side', description: 'Name of the input, and of its field in the row.' }),
      )
      .min(2)
      .max(maxSides)
      .refine((sides) => new Set(sides).size === sides.length, 'Two sides have the same name; each needs its own.')
      .default(defaultSides)
      .register(field, { title: 'Sides', description: 'One input for each, in this order.' }),
    insertMode: z
      .enum(['first', 'last', 'product'])
      .default('last')
      .register(field, {
        title: 'Keep',
        description: 'Which values of one side and key are put into rows.',
        optionTitles: {
          first: 'The first of each side',
          last: 'The last of each side',
          product: 'All, in every combination',
        },
      }),
    emitMode: z
      .enum(['complete', 'final', 'running'])
      .default('complete')
      .register(field, {
        title: 'Send',
        description: 'When rows are sent.',
        optionTitles: {
          complete: 'When every side is there',
          final: 'At the end of the input',
          running: 'After every message',
        },
      }),
    ttlMs: z.number().int().min(0).max(2_592_000_000).default(0).register(field, {
      title: 'Time to wait',
      description: 'A key is forgotten this long after its last message; 0 for never.',
      unit: 'ms',
    }),
  }),
  inputs: defaultSides as readonly string[],
  outputs: ['out'],
  portsInWords: 'One input for each side, named like it: `left` and `right` unless `sides` says otherwise.',
  ports: (config) => ({ inputs: sidesIn(config.sides), outputs: ['out'] }),
  errors: true,
  cardinality: 'absorb',
  needsKey: true,
  emits: () => 'decoded',
  summarise: ({ sides, insertMode, emitMode }) => `joins ${sides.join(', ')}: ${insertMode}, ${emitMode}`,
  examples: [
    {
      title: 'Orders with their payments, given up after an hour',
      config: { sides: ['order', 'payment'], ttlMs: 3_600_000 },
    },
    {
      title: 'The latest of each side, after every message',
      config: { emitMode: 'running' },
      input: [
        { key: 'a', value: 1 },
        { key: 'a', value: 2 },
      ],
      output: {
        out: [
          { key: 'a', value: { left: 1, right: null } },
          { key: 'a', value: { left: 2, right: null } },
        ],
      },
    },
    {
      title: 'All that came, at the end',
      config: { insertMode: 'product', emitMode: 'final' },
      input: [
        { key: 'a', value: 1 },
        { key: 'a', value: 2 },
      ],
      output: { out: [{ value: { left: 1, right: null } }, { value: { left: 2, right: null } }] },
    },
  ],
})

/** The sides as far as they can be read from options that nobody has checked yet. */
function sidesIn(sides: unknown): readonly string[] {
  return Array.isArray(sides) ? sides.filter(isSide).slice(0, maxSides) : defaultSides
}

interface Joined {
  /** Values of each side, in the order they came. */
  readonly seen: Record<string, unknown[]>
  /** When the last message of the key came, epoch milliseconds. */
  lastAt: number
}

type Row = Readonly<Record<string, unknown>>

export const run: KeyedRun<typeof spec> = ({ sides, insertMode, emitMode, ttlMs }, ports) => {
  let forgottenKeys = 0

  const insert = (seen: Joined['seen'], side: string, value: unknown): void => {
    const values = seen[side]
    if (values === undefined || insertMode === 'last') seen[side] = [value]
    else if (insertMode === 'product') {
      if (countRows(sides, seen, side) > maxRows) throw tooMany()
      values.push(value)
    }
  }
  const send = (key: string, { seen }: Joined, emit: Emit<typeof spec>): void => {
    const count = countRows(sides, seen)
    for (let number = 0; number < count; number++) {
      void emit('out', ports.create(rowAt(number, count, sides, seen), { key }))
    }
  }

  return keyed<typeof spec, Joined>({
    onMessage(key, state, message, emit, side) {
      const joined = state ?? { seen: {}, lastAt: 0 }
      insert(joined.seen, side, message.value)
      joined.lastAt = ports.now()
      const isSent = emitMode === 'running' || (emitMode === 'complete' && isComplete(sides, joined.seen))
      if (isSent) send(key, joined, emit)
      return isSent && emitMode === 'complete' ? undefined : joined
    },
    wakeAt: ({ lastAt }) => (ttlMs === 0 ? null : lastAt + ttlMs),
    onTimer() {
      forgottenKeys++
      return undefined
    },
    onEnd(key, joined, emit) {
      if (emitMode !== 'final') return joined
      send(key, joined, emit)
      return undefined
    },
    report: () => ({ forgottenKeys }),
  })
}

function isComplete(sides: readonly string[], seen: Joined['seen']): boolean {
  for (const side of sides) if (seen[side] === undefined) return false
  return true
}

/** As many rows as the values give, or would give with one more on `side`. */
function countRows(sides: readonly string[], seen: Joined['seen'], side?: string): number {
  let count = 1
  for (const name of sides) count *= (seen[name]?.length ?? 1) + (name === side ? 1 : 0)
  return count
}

const nothing: readonly unknown[] = [null]

/** Of all `count` combinations of one value from each side, the last side changing fastest. A side without any gives null. */
function rowAt(number: number, count: number, sides: readonly string[], seen: Joined['seen']): Row {
  const row: Record<string, unknown> = {}
  let alike = count
  for (const side of sides) {
    const values = seen[side] ?? nothing
    alike /= values.length
    row[side] = values[Math.floor(number / alike) % values.length]
  }
  return row
}

function tooMany() {
  return fail(
    'SLUICE-JOIN-TOO-MANY',
    `The key has so many values on its sides that more than ${maxRows.toLocaleString('en-US')} rows would be made of them. Keep only the first or the last of each side, or let keys complete or be forgotten sooner.`,
  )
}
