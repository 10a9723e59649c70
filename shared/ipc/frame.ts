import * as z from 'zod'
import { failureSchema } from './failure.ts'

const contract = z.string().min(1).max(100)
const id = z.number().int().nonnegative()
const name = z.string().min(1).max(100)
const address = { contract, id }
/** Parsed by the contract's own schema. JSON leaves `undefined` out. */
const payload = z.unknown().optional()

/** What the calling side says: make a call, open a stream, close a stream. */
export const clientFrameSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('call'), ...address, name, params: payload }),
  z.object({ type: z.literal('open'), ...address, name, params: payload }),
  z.object({ type: z.literal('close'), ...address }),
])

/** What the serving side says: a call's answer (`ok`, `failed`), a stream's events and its end. */
export const serverFrameSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ok'), ...address, result: payload }),
  z.object({ type: z.literal('failed'), ...address, failure: failureSchema }),
  z.object({ type: z.literal('event'), ...address, event: payload }),
  z.object({ type: z.literal('end'), ...address, failure: failureSchema.optional() }),
])

/**
 * Everything that crosses a transport. `contract` tells the lanes of one transport apart; `id` is chosen by the calling
 * side and names one call or one stream until its answer or its end.
 */
export const frameSchema = z.discriminatedUnion('type', [clientFrameSchema, serverFrameSchema])

export type ClientFrame = z.infer<typeof clientFrameSchema>
export type ServerFrame = z.infer<typeof serverFrameSchema>
export type Frame = ClientFrame | ServerFrame

const clientTypes: ReadonlySet<string> = new Set<ClientFrame['type']>(['call', 'open', 'close'])

export function isClientFrame(frame: Frame): frame is ClientFrame {
  return clientTypes.has(frame.type)
}
