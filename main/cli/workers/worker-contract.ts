import * as z from 'zod'
import { documentSchema } from '../../../shared/graph/schema.ts'
import { defineContract } from '../../../shared/ipc/contract.ts'
import { runSnapshotSchema } from '../../../shared/run/metrics.ts'

/** How far a worker is. The numbers are those of the same moment. */
const progressSchema = z.object({
  snapshot: runSnapshotSchema,
  /** Epoch milliseconds of the last receipt or settlement. */
  lastActivity: z.number(),
  /** Every source of the worker has given all it had, and nothing is in flight. */
  isExhausted: z.boolean(),
})
export type Progress = z.infer<typeof progressSchema>

/** Between `sluice run --workers` and each process that works for it. One run in the life of a worker. */
export const workerContract = defineContract({
  name: 'worker',
  calls: {
    /** Resolves when everything is open; rejects with the reason when that cannot be. */
    start: {
      params: z.object({ document: documentSchema, parameters: z.record(z.string(), z.string()) }),
      result: z.object({}),
    },
    /** Both return at once, also while it starts; how it ends is seen in the progress. */
    drain: { params: z.object({}), result: z.object({}) },
    stop: { params: z.object({}), result: z.object({}) },
  },
  streams: {
    /** Of a run that has started: at once, ten times a second, and a last time when it has ended. */
    progress: { params: z.object({}), event: progressSchema },
  },
})
