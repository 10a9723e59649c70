import { createMessage, createOrigin, type Message } from '../../../message.ts'
import type { CelProgram } from '../expression.ts'
import type { Aggregate } from './aggregate.ts'
import type { TimedValue } from './state.ts'

export interface FoldPrograms {
  /** What a window begins with; sees its first message. */
  readonly initial: CelProgram
  /** Sees `accumulator` and the message. */
  readonly accumulator: CelProgram
  /** Sees `left` and `right`; null where windows never merge. */
  readonly merger: CelProgram | null
}

/** A window's value by expressions. Each may fail for a message; the message then goes to `errors`. */
export function fold({ initial, accumulator, merger }: FoldPrograms): Aggregate {
  return {
    valueOf: () => null,
    needsMessage: true,
    begin: (first) => initial.evaluate(messageOf(first)),
    add: (held, entry) => accumulator.evaluate(messageOf(entry), { accumulator: held }),
    merge: (left, right) => (merger === null ? left : merger.evaluate(noMessage, { left, right })),
    result: (held) => held,
  }
}

/** Expressions over two windows have no message to look at. */
const noMessage: Message = createMessage(null, createOrigin('', ''))

function messageOf({ message }: TimedValue): Message {
  return message ?? noMessage
}
