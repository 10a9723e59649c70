import type { spec } from '../../../shared/operators/discard.ts'
import type { SinkRun } from './contract.ts'

/** Ends messages; the engine counts them as dropped under the reason. */
export const run: SinkRun<typeof spec> = (config) => ({
  maxPending: 1,
  dropReason: config.reason,
  open: async () => {},
  onMessage: () => {},
  flush: async () => {},
  close: async () => {},
})
