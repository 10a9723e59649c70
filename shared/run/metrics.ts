import * as z from 'zod'
import { ledgerSchema } from './ledger.ts'
import { runStatusSchema } from './status.ts'

const count = z.number().int().nonnegative()

/** What a node spends its time on, sampled: `busy` works, `waiting` for the broker or a reply, `blocked` by what comes after it, `idle` has nothing to do. */
export const activitySchema = z.enum(['idle', 'busy', 'waiting', 'blocked'])
export type Activity = z.infer<typeof activitySchema>

/** Running totals of one node since the run began. Rates are differences of two snapshots. */
export const nodeMetricsSchema = z.object({
  in: count,
  out: z.record(z.string(), count),
  errors: count,
  /** By reason. */
  dropped: z.record(z.string(), count),
  /** Milliseconds from receipt by the source to the end of this node, from a sample; null before the first. */
  p50Ms: z.number().nullable(),
  p99Ms: z.number().nullable(),
  activity: activitySchema,
  /** Messages held by this node now (its queue and what it waits for). */
  depth: count,
  /** The node after it that makes it wait, when `blocked`. */
  blockedBy: z.string().optional(),
  /** The operator's own figures, for those that have some. */
  report: z.record(z.string(), z.unknown()).optional(),
})
export type NodeMetrics = z.infer<typeof nodeMetricsSchema>

/** Everything the canvas shows of a running pipeline. Sent at most 10 times a second; counters only, never payloads. */
export const runSnapshotSchema = z.object({
  status: runStatusSchema,
  /** Epoch milliseconds. */
  at: z.number(),
  /** Of the pipeline's own sources. */
  ledger: ledgerSchema,
  /** Of generators marked as sample data: what was put into the input topics for trying out. */
  sampleData: ledgerSchema,
  /** Of messages that stateful steps made of what they remembered: closed windows, full lists. Their inputs ended as absorbed. */
  fromState: ledgerSchema,
  nodes: z.record(z.string(), nodeMetricsSchema),
  /** Messages passed, by `from>to`. */
  edges: z.record(z.string(), count),
  /** Confirmed writes by topic. */
  topics: z.record(z.string(), count),
})
export type RunSnapshot = z.infer<typeof runSnapshotSchema>

/** What `sluice run --report json` prints, as its last line on stdout. */
export const runReportSchema = z.object({
  pipeline: z.string(),
  /**
   * Processes that shared the work (`--workers`); absent for one. Everything counted is then their sum; `p50Ms` and `p99Ms` of a node
   * are those of its slowest worker, and its `report` holds one entry for each worker.
   */
  workers: z.number().int().optional(),
  durationMs: z.number(),
  ledger: ledgerSchema.extend({ balanced: z.boolean() }),
  sampleData: ledgerSchema.extend({ balanced: z.boolean() }).optional(),
  fromState: ledgerSchema.extend({ balanced: z.boolean() }).optional(),
  nodes: z.record(
    z.string(),
    nodeMetricsSchema.pick({
      in: true,
      out: true,
      errors: true,
      dropped: true,
      p50Ms: true,
      p99Ms: true,
      report: true,
    }),
  ),
  topics: z.record(z.string(), count),
  failure: z.object({ code: z.string(), message: z.string(), nodeId: z.string().optional() }).optional(),
  /** The process's exit code. */
  exit: z.number().int(),
})
export type RunReport = z.infer<typeof runReportSchema>
