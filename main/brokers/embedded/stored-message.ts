/** A message as a log keeps it. Shared by everyone who reads it; nothing in it may be changed. */
export interface StoredMessage {
  /** Running number within its log, from 0, without gaps. */
  readonly entry: number
  /** Epoch milliseconds. */
  readonly publishTime: number
  readonly eventTime: number | null
  /** Epoch milliseconds before which a Shared subscription holds it back. */
  readonly deliverAt: number | null
  readonly key: string | null
  readonly orderingKey: string | null
  readonly properties: Readonly<Record<string, string>>
  readonly payload: Uint8Array
}

/** A message on its way in: everything but its place. `propertiesJson` is null when there are none. */
export interface NewMessage extends Omit<StoredMessage, 'entry'> {
  readonly propertiesJson: string | null
}

/** Bytes a message is counted with, for retention, caches and figures: those of its payload. */
export function sizeOf(message: Pick<StoredMessage, 'payload'>): number {
  return message.payload.length
}
