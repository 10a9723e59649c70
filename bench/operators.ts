import { type OperatorId, operatorSpecs } from '../shared/operators/specs.ts'
import { median, spread } from './lib/table.ts'
import { measureOperator } from './operators/measure.ts'

/**
 * How fast each operator runs in the engine, as a part of the rate of a function written by hand that does the same work over the
 * same messages and keeps the same accounts (docs/decisions/005); expressions and templates are the engine's own on both sides.
 * `npm run bench:operators [id…]`; exit code 1 when a bound is broken.
 */
const usualBound = 0.5

interface Exception {
  readonly bound: number
  /** What is compared, and why it costs more. */
  readonly reason: string
}

const exceptions: Partial<Record<OperatorId, Exception>> = {
  code: {
    bound: 0.2,
    reason:
      'By hand, two processes send each other values. The engine also sends what else a message has, looks whether all of it is plain data, and watches time and memory.',
  },
  delay: {
    bound: 0.2,
    reason:
      'By hand, a list. In the engine each message is a call of its own that may fail, keeps the order of its key and holds up what is before it: a promise and 0.7 µs for one that waits for milliseconds.',
  },
  join: {
    bound: 0.4,
    reason:
      'By hand, both sides of a join in one object of its own. The engine keeps them as a state that can be saved and expires, and hands each message to it through a port.',
  },
  'pulsar-dynamic-sink': {
    bound: 0.35,
    reason:
      'By hand, the topic is the name that stands in the message. The engine parses and allows it, knows each topic by its full name, counts them, and lets idle producers go.',
  },
  throttle: {
    bound: 0.35,
    reason:
      'By hand, one bucket of tokens. In the engine the step may hold a message back, so each is a call that may answer later, behind those of its key that wait.',
  },
  window: {
    bound: 0.35,
    reason:
      'By hand, counts by opening. The engine lets each message wait for the watermark, as an ordered window must, and keeps a state that can be saved.',
  },
}

const asked = process.argv.slice(2) as OperatorId[]
const ids = (asked.length > 0 ? asked : Object.keys(operatorSpecs)) as OperatorId[]
const width = Math.max(...ids.map((id) => id.length))

console.log(`${''.padEnd(8)}${'operator'.padEnd(width)}   ${'ratio: median (min..max)'.padEnd(24)}   bound   reason`)
for (const id of ids) {
  const { bound, reason } = exceptions[id] ?? { bound: usualBound, reason: '' }
  const ratios = await measureOperator(id, bound)
  const holds = median(ratios) >= bound
  if (!holds) process.exitCode = 1
  const cells = [id.padEnd(width), spread(ratios, 2).padEnd(24), `≥ ${bound}`.padEnd(5), reason]
  console.log(`${holds ? 'ok' : 'BROKEN'}`.padEnd(8) + cells.join('   ').trimEnd())
}
