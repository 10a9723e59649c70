import * as z from 'zod'
import { templateNames } from '../operators/lib/samples/template-names.ts'

const count = z.number().int().min(1).max(10_000_000)

/** What is to be written to a topic by hand. */
export const toProduceSchema = z.discriminatedUnion('kind', [
  /** One message, `count` times. `json` is checked and then written as it stands. */
  z.object({
    kind: z.literal('message'),
    payload: z.object({ form: z.enum(['text', 'json', 'base64']), text: z.string() }),
    key: z.string().nullable().default(null),
    properties: z.record(z.string(), z.string()).default({}),
    eventTime: z.number().nullable().default(null),
    count: count.default(1),
  }),
  /** Samples, as `sluice produce` writes them. */
  z.object({ kind: z.literal('template'), template: z.enum(templateNames), count }),
  /** Messages of a topic, once more, with payload, key, properties and event time as they were. */
  z.object({ kind: z.literal('resend'), topic: z.string(), messageIds: z.array(z.string()).min(1).max(1_000) }),
])
export type ToProduce = z.output<typeof toProduceSchema>

/** How far it is; at most 5 times a second, and once at the end. */
export const produceProgressSchema = z.object({
  /** Full name of the topic that is written to. */
  topic: z.string(),
  /** Confirmed by the broker. */
  written: z.number().int(),
  total: z.number().int(),
  /** Of the last one confirmed. */
  messageId: z.string().nullable(),
  /** All are written; the stream ends. */
  done: z.boolean(),
})
export type ProduceProgress = z.infer<typeof produceProgressSchema>
