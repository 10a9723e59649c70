import * as z from 'zod'
import { documentSchema } from '../graph/schema.ts'
import { doctorResultSchema } from '../run/doctor.ts'
import { runReportSchema, runSnapshotSchema } from '../run/metrics.ts'
import { runStatusSchema } from '../run/status.ts'
import { tapBatchSchema } from '../run/tap.ts'
import { defineContract } from './contract.ts'
import { produceProgressSchema, toProduceSchema } from './produce-schemas.ts'
import {
  backlogChangeSchema,
  brokerFactsSchema,
  namespaceSettingsSchema,
  seekPositionSchema,
  topicStatsSchema,
  wholeMessageSchema,
} from './topic-schemas.ts'

const runId = z.object({ runId: z.string() })

const connectionReference = z.object({
  /** A connection as it stands in a document, parameters already put in. */
  connection: z.unknown(),
})

const onTopic = connectionReference.extend({ topic: z.string() })
const onSubscription = onTopic.extend({ subscription: z.string().min(1) })
const inNamespace = connectionReference.extend({ namespace: z.string() })
const names = z.array(z.string()).readonly()
const nothing = z.object({})
const force = z.boolean().default(false)

/** Bytes of one payload that cross the border when they are asked for. */
const largestShown = 5 * 1024 * 1024

/** Where a tail begins: an end, a time in milliseconds since 1970, or a message id. */
export const tailFromSchema = z.union([
  z.literal('earliest'),
  z.literal('latest'),
  z.object({ time: z.number() }),
  z.object({ messageId: z.string() }),
])

/** Served by the runner in the engine process; the host passes it through unchanged. */
export const engineContract = defineContract({
  name: 'engine',
  calls: {
    /** Checks and starts a document. Rejects with `SLUICE-CHECK-FAILED` (detail.diagnostics) when it has errors. */
    start: {
      params: z.object({ document: documentSchema, parameters: z.record(z.string(), z.string()).default({}) }),
      result: runStatusSchema,
    },
    /** Stops taking messages, lets those in flight settle, acknowledges, ends. Resolves when it has ended. */
    drain: { params: runId, result: runReportSchema },
    /** Ends at once; what is in flight goes back to the broker. */
    stop: { params: runId, result: runReportSchema },
    runs: { params: z.object({}), result: z.array(runStatusSchema) },
    snapshot: { params: runId, result: runSnapshotSchema },
    brokerFacts: { params: connectionReference, result: brokerFactsSchema },
    tenants: { params: connectionReference, result: names },
    /** As `tenant/namespace`. */
    namespaces: { params: connectionReference.extend({ tenant: z.string() }), result: names },
    namespaceSettings: { params: inNamespace, result: namespaceSettingsSchema },
    /** What is left out stays; null gives way to the broker's own setting. */
    changeNamespace: { params: inNamespace.extend({ settings: namespaceSettingsSchema.partial() }), result: nothing },
    /** Full names, by default of `public/default`; `partitions` is 0 for a plain topic. */
    topics: {
      params: connectionReference.extend({ namespace: z.string().optional() }),
      result: z.array(z.object({ topic: z.string(), partitions: z.number().int() })).readonly(),
    },
    topicStats: { params: onTopic, result: topicStatsSchema },
    topicSchema: { params: onTopic, result: z.object({ type: z.string(), definition: z.string() }).nullable() },
    lastMessageIds: {
      params: onTopic,
      result: z.array(z.object({ topic: z.string(), messageId: z.string().nullable() })).readonly(),
    },
    createTopic: { params: onTopic.extend({ partitions: z.number().int().min(0).default(0) }), result: nothing },
    /** Refused with `SLUICE-TOPIC-BUSY` while somebody uses it, unless `force`. */
    deleteTopic: { params: onTopic.extend({ force }), result: nothing },
    unloadTopic: { params: onTopic, result: nothing },
    terminateTopic: { params: onTopic, result: nothing },
    createSubscription: { params: onSubscription.extend({ at: seekPositionSchema }), result: nothing },
    /** Refused with `SLUICE-SUBSCRIPTION-BUSY` while consumers are attached, unless `force`. */
    deleteSubscription: { params: onSubscription.extend({ force }), result: nothing },
    /** To be asked before one of the four that follow, which change it for good. */
    backlog: { params: onSubscription, result: z.object({ messages: z.number(), unacked: z.number() }) },
    seekSubscription: { params: onSubscription.extend({ to: seekPositionSchema }), result: backlogChangeSchema },
    /** Of one partition, or of a topic without. */
    skipMessages: { params: onSubscription.extend({ count: z.number().int().min(1) }), result: backlogChangeSchema },
    clearBacklog: { params: onSubscription, result: backlogChangeSchema },
    expireMessages: {
      params: onSubscription.extend({ olderThanSeconds: z.number().int().min(1) }),
      result: backlogChangeSchema,
    },
    /** One message by its id, as a tail shows it. Rejects with `SLUICE-MESSAGE-NOT-FOUND`. */
    readMessage: {
      params: onTopic.extend({
        messageId: z.string(),
        maxBytes: z.number().int().min(1).max(largestShown).default(largestShown),
      }),
      result: wholeMessageSchema,
    },
  },
  streams: {
    /** Status and counters of one run, 4 times a second, and once more when it ends. Ends with the run. */
    watch: { params: runId, event: runSnapshotSchema },
    /** What passes on a wire (`edge`: `from>to`). The latest rows, at most `maxRowsPerSecond`; never slows the run. */
    tap: {
      params: runId.extend({
        edge: z.string(),
        filter: z.string().optional(),
        maxRowsPerSecond: z.number().int().min(1).max(1000).default(200),
      }),
      event: tapBatchSchema,
    },
    /** What is in a topic, by a Reader: consumes nothing. */
    tail: {
      params: connectionReference.extend({
        topic: z.string(),
        from: tailFromSchema.default('latest'),
        filter: z.string().optional(),
        maxRowsPerSecond: z.number().int().min(1).max(1000).default(200),
      }),
      event: tapBatchSchema,
    },
    /** Writes messages to a topic, in order, `rate` a second or as fast as the broker takes them (0). Closing it stops after those under way. */
    produce: {
      params: onTopic.extend({ what: toProduceSchema, rate: z.number().min(0).max(1_000_000).default(0) }),
      event: produceProgressSchema,
    },
    /**
     * The doctor: looks at a connection, and with a document at what its steps on that connection want there. Results in the order
     * of the looks, each as soon as it is known; ends after the last one, some 20 s at most. Changes nothing on the broker.
     */
    diagnose: {
      params: connectionReference.extend({
        document: documentSchema.optional(),
        parameters: z.record(z.string(), z.string()).default({}),
      }),
      event: doctorResultSchema,
    },
    /** Log lines of the engine and its runs. */
    log: {
      params: z.object({}),
      event: z.object({
        at: z.number(),
        level: z.enum(['info', 'warn', 'error']),
        message: z.string(),
        runId: z.string().optional(),
        nodeId: z.string().optional(),
      }),
    },
  },
})
