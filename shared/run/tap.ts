import * as z from 'zod'
import { failureSchema } from '../ipc/failure.ts'

/** How a payload is shown at a border: cut to `previewBytes`, as text where it is text, else as base64. */
export const previewSchema = z.object({
  form: z.enum(['json', 'text', 'base64', 'null']),
  text: z.string(),
  /** Full size in bytes before cutting (of the UTF-8 JSON for decoded values). */
  size: z.number().int().nonnegative(),
  truncated: z.boolean(),
})
export type Preview = z.infer<typeof previewSchema>

/** Bytes of a payload that cross a border unasked. */
export const previewBytes = 2048

/** One message as seen on a wire or in a topic. */
export const tapRowSchema = z.object({
  /** Running number within this tap, so that gaps show. */
  seq: z.number().int(),
  /** When it passed, epoch milliseconds. */
  at: z.number(),
  topic: z.string().nullable(),
  key: z.string().nullable(),
  properties: z.record(z.string(), z.string()),
  eventTime: z.number().nullable(),
  publishTime: z.number(),
  redeliveryCount: z.number().int(),
  messageId: z.string(),
  /** The source message it was made from: topic and id. */
  origin: z.string(),
  value: previewSchema,
  failure: failureSchema.optional(),
})
export type TapRow = z.infer<typeof tapRowSchema>

/** A bounded sample with the honest counts beside it. */
export const tapBatchSchema = z.object({
  rows: z.array(tapRowSchema),
  /** Messages that passed since the tap was opened, and the latest from before that were still remembered. */
  seen: z.number().int(),
  /** Rows sent since the tap was opened. */
  shown: z.number().int(),
  /** Rows that could not be decoded or filtered. */
  undecodable: z.number().int(),
})
export type TapBatch = z.infer<typeof tapBatchSchema>
