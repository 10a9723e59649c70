import * as z from 'zod'
import { failureSchema } from '../ipc/failure.ts'

/**
 * starting → running → draining → drained
 *                  ↘ failed (with a Failure)   ↘ gave-up (drain deadline passed, or stopped at once)
 */
export const runStateSchema = z.enum(['starting', 'running', 'draining', 'drained', 'gave-up', 'failed'])
export type RunState = z.infer<typeof runStateSchema>

export const runStatusSchema = z.object({
  runId: z.string(),
  pipeline: z.string(),
  state: runStateSchema,
  /** Epoch milliseconds. */
  startedAt: z.number(),
  endedAt: z.number().optional(),
  /** Why it failed, or why it gave up. */
  failure: failureSchema.optional(),
})
export type RunStatus = z.infer<typeof runStatusSchema>

export function hasEnded(state: RunState): boolean {
  return state === 'drained' || state === 'gave-up' || state === 'failed'
}
