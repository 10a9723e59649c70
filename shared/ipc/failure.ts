import * as z from 'zod'

/**
 * Why something did not work, in a form that crosses every border (process, socket, dead letter, screen).
 * `code` is stable and documented (`SLUICE-…` for what a user sees); `message` says what happened, where, and what to do next.
 */
export const failureSchema = z.object({
  code: z.string(),
  message: z.string(),
  /** The node of the pipeline that failed, when one did. */
  nodeId: z.string().optional(),
  /** Epoch milliseconds. */
  at: z.number().optional(),
  /** How many times the step was tried, 1 for the first. */
  attempt: z.number().int().optional(),
  /** Machine-readable details, already free of secrets. */
  detail: z.record(z.string(), z.unknown()).optional(),
})

export type Failure = z.infer<typeof failureSchema>

/** An exception that already is a Failure. Thrown where code must unwind; everything else is wrapped by `toFailure`. */
export class FailureError extends Error {
  override readonly name = 'FailureError'
  readonly failure: Failure

  constructor(failure: Failure) {
    super(failure.message)
    this.failure = failure
  }
}

/** Builds and wraps a Failure in one go: `throw fail('SLUICE-TOPIC-EMPTY', 'The message has no topic …')`. */
export function fail(code: string, message: string, rest: Omit<Failure, 'code' | 'message'> = {}): FailureError {
  return new FailureError({ code, message, ...rest })
}

/** Turns anything thrown into a Failure. Never leaks a stack; an unknown error keeps only its message. */
export function toFailure(thrown: unknown, fallbackCode = 'SLUICE-INTERNAL'): Failure {
  if (thrown instanceof FailureError) return thrown.failure
  if (thrown instanceof Error) return { code: fallbackCode, message: thrown.message }
  return { code: fallbackCode, message: String(thrown) }
}
