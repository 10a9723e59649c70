import { encodeMessageId, type MessageId } from '../message-id.ts'
import type { NativeMessageId, PulsarAddon } from './addon.ts'

/** The addon's text in the printed form of all transports: `(5,0,-1,0)` becomes `5:0:-1:0`. */
export function printNativeId(id: NativeMessageId): string {
  return id.toString().slice(1, -1).replaceAll(',', ':')
}

/**
 * The addon's own serializing is left alone: its bytes lie outside the heap, which Electron refuses. The id of a topic is not in it,
 * so it is good for consumers and readers of one topic or partition only.
 */
export function toNativeId({ MessageId: ids }: PulsarAddon, id: MessageId): NativeMessageId {
  return ids.deserialize(Buffer.from(encodeMessageId(id), 'base64'))
}
