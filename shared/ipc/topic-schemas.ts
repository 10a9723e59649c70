import * as z from 'zod'

/** What the engine tells of brokers, topics and subscriptions; the words are those of `main/engine/admin.ts`. */

const client = z.object({
  name: z.string(),
  properties: z.record(z.string(), z.string()),
  address: z.string().nullable(),
  since: z.number().nullable(),
  rate: z.number().nullable(),
})

export const subscriptionStatsSchema = z.object({
  name: z.string(),
  type: z.enum(['Exclusive', 'Shared', 'Failover', 'KeyShared']).nullable(),
  backlog: z.number(),
  unacked: z.number(),
  delayed: z.number().nullable(),
  rateOut: z.number().nullable(),
  lastConsumedAt: z.number().nullable(),
  lastAckedAt: z.number().nullable(),
  activeConsumer: z.string().nullable(),
  consumers: z.number(),
  attached: z.array(client.extend({ unacked: z.number() })).readonly(),
})

const figures = z.object({
  topic: z.string(),
  storageSize: z.number(),
  backlogSize: z.number().nullable(),
  messages: z.number().nullable(),
  averageSize: z.number().nullable(),
  rates: z
    .object({ messagesIn: z.number(), bytesIn: z.number(), messagesOut: z.number(), bytesOut: z.number() })
    .nullable(),
  subscriptions: z.array(subscriptionStatsSchema).readonly(),
  producers: z.array(client).readonly(),
})

export const topicStatsSchema = figures.extend({
  /** 0 for a topic without partitions. */
  partitions: z.number().int(),
  /** One for each partition, in order. */
  parts: z.array(figures).readonly(),
})
export type TopicStatsShown = z.infer<typeof topicStatsSchema>

export const brokerFactsSchema = z.object({
  transport: z.enum(['embedded', 'websocket', 'native']),
  version: z.string().nullable(),
  health: z.enum(['ok', 'failing', 'unknown']),
  clusters: z.array(z.string()).readonly(),
})

export const namespaceSettingsSchema = z.object({
  messageTtlSeconds: z.number().int().nonnegative().nullable(),
  /** -1 for without end. */
  retention: z.object({ minutes: z.number().int().min(-1), megabytes: z.number().int().min(-1) }).nullable(),
})

/** The next message to be handed out: an end, a time (epoch milliseconds), or the named message itself. */
export const seekPositionSchema = z.union([
  z.literal('earliest'),
  z.literal('latest'),
  z.object({ time: z.number() }),
  z.object({ messageId: z.string() }),
])

export const backlogChangeSchema = z.object({ before: z.number(), after: z.number() })

/** One message, whole: its payload in base64, cut only when it is larger than was asked for. */
export const wholeMessageSchema = z.object({
  messageId: z.string(),
  /** With `-partition-N` on partitions. */
  topic: z.string(),
  payload: z.string(),
  /** Bytes of the payload before cutting. */
  size: z.number().int(),
  truncated: z.boolean(),
  key: z.string().nullable(),
  orderingKey: z.string().nullable(),
  properties: z.record(z.string(), z.string()),
  publishTime: z.number(),
  eventTime: z.number().nullable(),
})
export type WholeMessage = z.infer<typeof wholeMessageSchema>
