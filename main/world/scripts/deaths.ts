import { type Failure, fail } from '../../../shared/ipc/failure.ts'

/** Why the engine killed a process itself. */
export type KillReason = 'timeout' | 'closed' | 'garbled'

/** How a process ended, as far as can be seen from outside. */
export interface Death {
  readonly killedFor: KillReason | null
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  /** The end of what it wrote to its standard error. */
  readonly errors: string
  /** The guardian noted that the process had grown too large. */
  readonly outgrown: boolean
}

/** What the runtime says when the heap is full. */
const heapFull = /heap out of memory|Reached heap limit|OOM error|invalid table size|memory allocation failed/i

/** The failure of the message that was being worked on. `timeoutMs` and `memoryMb` are the limits it ran under. */
export function failureOfDeath(death: Death, limits: { timeoutMs: number; memoryMb: number }): Failure {
  const { killedFor, outgrown, errors } = death
  if (killedFor === 'timeout') return timedOut(limits.timeoutMs)
  if (outgrown || heapFull.test(errors)) return outOfMemory(limits.memoryMb)
  if (killedFor === 'garbled') return garbled()
  return exited(death)
}

function timedOut(timeoutMs: number): Failure {
  return fail(
    'SLUICE-CODE-TIMEOUT',
    `The code did not come to an end within ${timeoutMs} ms, and its process was killed. Look for a loop or a promise without an end, or allow more time.`,
  ).failure
}

function outOfMemory(memoryMb: number): Failure {
  return fail(
    'SLUICE-CODE-MEMORY',
    `The code used more than the ${memoryMb} MB of memory it may have, and its process ended. Keep less between messages, or allow more memory.`,
  ).failure
}

function garbled(): Failure {
  return fail(
    'SLUICE-CODE-RESULT',
    'The process of the code answered in a way that cannot be read, and was killed. Does the code change built-in objects like Array or JSON?',
  ).failure
}

function exited({ code, signal }: Death): Failure {
  const how = signal === null ? `with exit code ${code}` : `by ${signal}`
  return fail(
    'SLUICE-CODE-EXITED',
    `The process of the code ended ${how} before the code had come to an end. Code must return or throw, never call process.exit.`,
  ).failure
}
