import * as z from 'zod'
import { documentSchema } from '../graph/schema.ts'
import { defineContract } from './contract.ts'

/** A run as it was started: what it takes to start it again. */
export const startedRunSchema = z.object({
  runId: z.string(),
  document: documentSchema,
  parameters: z.record(z.string(), z.string()),
})
export type StartedRun = z.infer<typeof startedRunSchema>

/**
 * Between an engine process and the one that supervises it, and nobody else. `ping` tells a busy engine from a hung one;
 * `started` lets the supervisor start again, after a crash, what was running.
 */
export const engineProcessContract = defineContract({
  name: 'engine-process',
  calls: {
    ping: { params: z.object({}), result: z.object({}) },
    /** The person's secrets, all of them; before the first run, and after each change. */
    secrets: { params: z.object({ values: z.record(z.string(), z.string()) }), result: z.object({}) },
    /** Starts runs under the ids they had. One that cannot be started is logged and left out. */
    resume: { params: z.object({ runs: z.array(startedRunSchema) }), result: z.object({}) },
    /** Drains every run, then exits with code 0. */
    end: { params: z.object({}), result: z.object({}) },
  },
  streams: {
    /** All runs that have been started and have not ended; once at first, then after every change. */
    started: { params: z.object({}), event: z.array(startedRunSchema) },
  },
})
