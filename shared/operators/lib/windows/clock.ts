import { fail } from '../../../ipc/failure.ts'
import type { Message } from '../../../message.ts'
import type { CelProgram } from '../expression.ts'
import { describeValue } from '../expression-failures.ts'
import { toInstant } from './instant.ts'
import type { WindowState } from './state.ts'

/**
 * A sense of time: which moment a message belongs to, and how far time has come for its key (the watermark). Watermarks of a key
 * never go back. The rules are those of Bytewax's clocks.
 */
export interface WindowClock {
  /** Epoch milliseconds of a message that arrives at `now`. Throws SLUICE-WINDOW-TIME when it has no such time. */
  timestampOf(message: Message, now: number): number
  /** Takes note of a message that arrives at `state.now`; the watermark after it. */
  observe(state: WindowState, timestamp: number): number
  watermark(state: WindowState): number
  /** The system time at which the watermark will be there when no message comes before. */
  whenReached(state: WindowState, watermark: number): number
}

/** Time is when a message arrives; the watermark is the system time, so nothing is ever late. */
export const systemClock: WindowClock = {
  timestampOf: (_message, now) => now,
  observe: (state) => state.now,
  watermark: (state) => state.now,
  whenReached: (_state, watermark) => watermark,
}

/**
 * Time is what the expression reads from a message. The watermark is the latest timestamp less `waitMs`, and moves on with the system
 * time since then.
 */
export function createEventClock(timestamp: CelProgram, expression: string, waitMs: number): WindowClock {
  const watermark = ({ base, now, since }: WindowState) => base + (now - since)
  return {
    watermark,
    timestampOf(message) {
      const value = timestamp.evaluate(message)
      const instant = toInstant(value)
      if (instant === null) throw notATime(expression, value)
      return instant
    },
    observe(state, instant) {
      const base = instant - waitMs
      const before = watermark(state)
      if (base <= before) return before
      state.base = base
      state.since = state.now
      return base
    },
    whenReached: ({ base, since }, mark) => since + (mark - base),
  }
}

function notATime(expression: string, value: unknown) {
  return fail(
    'SLUICE-WINDOW-TIME',
    `The timestamp must be milliseconds since 1970, or an ISO text with a zone such as 2026-01-31T12:00:00Z; \`${expression}\` gave ${describeValue(value)}.`,
    { detail: { expression } },
  )
}
