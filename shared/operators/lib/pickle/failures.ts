import { type FailureError, fail } from '../../../ipc/failure.ts'

/** Where in the pickle something was found: the opcode's name and its byte, from 0. */
export interface PicklePlace {
  readonly opcodeName: string
  readonly offset: number
}

/** The bytes are no whole pickle. `problem` completes "The pickle is damaged at byte 3: …". */
export function invalid({ offset }: PicklePlace, problem: string): FailureError {
  const advice = offset === 0 ? 'Is it a pickle at all?' : 'Compare with the bytes that the producer wrote.'
  return fail('SLUICE-PICKLE-INVALID', `The pickle is damaged at byte ${count(offset)}: ${problem}. ${advice}`, {
    detail: { offset },
  })
}

/** The pickle wants something done. `attempt` completes "The pickle tries to …". */
export function refused({ opcodeName, offset }: PicklePlace, attempt: string): FailureError {
  return fail(
    'SLUICE-PICKLE-REFUSED',
    `The pickle tries to ${attempt} (${opcodeName} at byte ${count(offset)}). Sluice reads pickles as data and never runs them. ` +
      'Let the producer send plain values, or JSON.',
    { detail: { offset } },
  )
}

/** `exceeded` completes "The pickle …" before the limit. */
export function tooLarge(exceeded: string, limit: number): FailureError {
  return fail(
    'SLUICE-PICKLE-LIMIT',
    `The pickle ${exceeded} ${count(limit)}, the most that Sluice takes. Let the producer send smaller, flatter messages.`,
    { detail: { limit } },
  )
}

/** A whole pickle of something that no value can show. `content` completes "The pickle holds …". */
export function unshowable(content: string): FailureError {
  return fail('SLUICE-PICKLE-TYPE', `The pickle holds ${content}. Let the producer send plain values, or JSON.`)
}

const invisible = /[\p{C}\p{Z}`]/gu

/** A name from the pickle, fit for a sentence: short, everything in it visible. */
export function showName(name: string): string {
  const short = name.length > 80 ? `${name.slice(0, 80)}…` : name
  return short.replace(invisible, (character) =>
    character === ' ' ? ' ' : `\\u{${character.codePointAt(0)!.toString(16)}}`,
  )
}

/** 1,234,567, whatever the machine's language. */
export function count(number: number): string {
  return String(number).replace(/\B(?=(?:\d{3})+$)/g, ',')
}
