import * as z from 'zod'
import { field } from '../../field.ts'
import type { StepVariable } from '../expression.ts'
import { toInstant } from './instant.ts'

/** 366 days. */
const longestMs = 31_622_400_000
/** One message is put into all windows that are open at its time, so their number is bounded. */
const mostOverlapping = 1_000

export const foldVariables = ['accumulator'] as const satisfies StepVariable[]
export const mergeVariables = ['left', 'right'] as const satisfies StepVariable[]

const milliseconds = (least: number) => z.number().int().min(least).max(longestMs)
const kindIs = (...is: string[]) => ({ field: 'kind', is })

const windowing = z
  .strictObject({
    kind: z
      .enum(['tumbling', 'sliding', 'session', 'all'])
      .default('tumbling')
      .register(field, {
        title: 'Kind',
        description: 'How time is cut into windows.',
        optionTitles: {
          tumbling: 'Tumbling: one after the other',
          sliding: 'Sliding: overlapping',
          session: 'Session: until there is a gap',
          all: 'The whole input',
        },
      }),
    lengthMs: milliseconds(1)
      .default(60_000)
      .register(field, {
        title: 'Length',
        description: 'From the opening of a window, which belongs to it, to its end, which does not.',
        unit: 'ms',
        when: kindIs('tumbling', 'sliding'),
      }),
    offsetMs: milliseconds(1)
      .default(10_000)
      .register(field, {
        title: 'Offset',
        description: 'From the opening of one window to that of the next; at most the length.',
        unit: 'ms',
        when: kindIs('sliding'),
      }),
    alignTo: z
      .union([z.number(), z.string()])
      .refine(isMoment, 'Write milliseconds since 1970, or an ISO time with a zone such as 2026-01-31T00:00:00Z.')
      .default(0)
      .register(field, {
        title: 'Align to',
        description: 'Window 0 opens at this moment: milliseconds since 1970, or an ISO time with a zone.',
        widget: 'text',
        placeholder: '2026-01-01T00:00:00Z',
        advanced: true,
        when: kindIs('tumbling', 'sliding'),
      }),
    gapMs: milliseconds(0)
      .default(30_000)
      .register(field, {
        title: 'Gap',
        description: 'A session ends when no message has followed for longer than this.',
        unit: 'ms',
        when: kindIs('session'),
      }),
  })
  .refine(({ kind, offsetMs, lengthMs }) => kind !== 'sliding' || offsetMs <= lengthMs, {
    message: 'It must not be longer than the length: messages between two windows would be in none.',
    path: ['offsetMs'],
  })
  .refine(({ kind, offsetMs, lengthMs }) => kind !== 'sliding' || lengthMs / offsetMs <= mostOverlapping, {
    message: `It is so short that each message would be in more than ${mostOverlapping.toLocaleString('en-US')} windows.`,
    path: ['offsetMs'],
  })

const clock = z.strictObject({
  kind: z
    .enum(['system', 'event'])
    .default('system')
    .register(field, {
      title: 'Time is',
      description: 'What decides which window a message belongs to.',
      optionTitles: { system: 'When a message arrives', event: 'What a message says' },
    }),
  timestamp: z
    .string()
    .min(1)
    .default('eventTime')
    .register(field, {
      title: 'Timestamp',
      description: 'The time of a message: milliseconds since 1970, or an ISO text with a zone.',
      widget: 'expression',
      placeholder: 'value.at',
      when: kindIs('event'),
    }),
  waitMs: milliseconds(0)
    .default(10_000)
    .register(field, {
      title: 'Wait',
      description: 'How far behind the latest one of its key a message may be; results come later by as much.',
      unit: 'ms',
      when: kindIs('event'),
    }),
})

const aggregate = z
  .strictObject({
    kind: z
      .enum(['count', 'sum', 'min', 'max', 'mean', 'first', 'last', 'collect', 'fold'])
      .default('count')
      .register(field, {
        title: 'Result',
        description: 'What is made of the messages of a window.',
        optionTitles: {
          count: 'Count',
          sum: 'Sum',
          min: 'Least',
          max: 'Greatest',
          mean: 'Mean',
          first: 'First',
          last: 'Last',
          collect: 'List',
          fold: 'By expressions',
        },
      }),
    of: z
      .string()
      .min(1)
      .default('value')
      .register(field, {
        title: 'Of',
        description: 'What is taken of each message.',
        widget: 'expression',
        placeholder: 'value.amount',
        when: kindIs('sum', 'min', 'max', 'mean', 'first', 'last', 'collect'),
      }),
    initial: z
      .string()
      .min(1)
      .default('null')
      .register(field, {
        title: 'Begins with',
        description: 'The accumulator of a new window, computed over its first message.',
        widget: 'expression',
        placeholder: '{"n": 0, "total": 0.0}',
        when: kindIs('fold'),
      }),
    accumulator: z
      .string()
      .default('')
      .register(field, {
        title: 'With each message',
        description: 'The new `accumulator`, from the one so far and the message.',
        widget: 'expression',
        placeholder: '{"n": accumulator.n + 1, "total": accumulator.total + value.amount}',
        variables: foldVariables,
        when: kindIs('fold'),
      }),
    merger: z
      .string()
      .default('')
      .register(field, {
        title: 'When sessions merge',
        description: 'One accumulator of two, `left` and `right`; needed for sessions that are not ordered.',
        widget: 'expression',
        placeholder: '{"n": left.n + right.n, "total": left.total + right.total}',
        variables: mergeVariables,
        when: kindIs('fold'),
      }),
  })
  .refine(({ kind, accumulator }) => kind !== 'fold' || accumulator !== '', {
    message: 'Give the expression that takes a message in.',
    path: ['accumulator'],
  })

export const windowConfig = z
  .strictObject({
    windowing: windowing.prefault({}).register(field, {
      title: 'Windows',
      description: 'Which windows there are, for each key.',
    }),
    clock: clock.prefault({}).register(field, {
      title: 'Clock',
      description: 'What time is, and when it has passed.',
    }),
    aggregate: aggregate.prefault({}).register(field, {
      title: 'Aggregate',
      description: 'What comes out when a window closes.',
    }),
    ordered: z.boolean().default(true).register(field, {
      title: 'Ordered',
      description: 'Messages wait until time has reached them, and are applied by timestamp; otherwise as they come.',
      advanced: true,
    }),
  })
  .refine(
    // Only a message that comes out of order can close the gap between two sessions.
    ({ windowing, ordered, aggregate: { kind, merger } }) =>
      kind !== 'fold' || windowing.kind !== 'session' || ordered || merger !== '',
    {
      message: 'Sessions that are not ordered can merge: give the expression that makes one accumulator of two.',
      path: ['aggregate', 'merger'],
    },
  )

export type WindowConfig = z.infer<typeof windowConfig>

/** Epoch milliseconds of a checked `alignTo`. A text of digits, as a form gives it, is a number of milliseconds. */
export function momentOf(alignTo: number | string): number | null {
  const isNumber = typeof alignTo === 'string' && /^-?\d+$/.test(alignTo.trim())
  return toInstant(isNumber ? Number(alignTo) : alignTo)
}

function isMoment(alignTo: number | string): boolean {
  return momentOf(alignTo) !== null
}
