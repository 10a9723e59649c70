import { fullTopicName } from '../../../../shared/operators/lib/topic-name.ts'
import type { OutgoingMessage } from '../../ports.ts'
import { contentIn } from './payload.ts'

/** A stored message. */
export interface Entry {
  /** Full name, with its partition. */
  readonly topic: string
  /** Short name of the topic, without its partition. */
  readonly base: string
  readonly partition: number
  readonly index: number
  readonly messageId: string
  readonly payload: Uint8Array
  /** What the payload is about; equal for messages with equal content. */
  readonly content: string
  readonly key: string | null
  readonly properties: Readonly<Record<string, string>>
  readonly publishTime: number
}

/** The messages of one topic, in the order they were stored; a broker keeps them over every restart. */
export class Topic {
  readonly name: string
  readonly partitions: readonly Entry[][]
  /** Called after each message. */
  readonly listeners = new Set<() => void>()
  private readonly number: number
  private turn = 0

  /** `number` tells its message ids apart from those of other topics. */
  constructor(name: string, partitions: number, number: number) {
    this.name = name
    this.number = number
    this.partitions = Array.from({ length: partitions }, () => [])
  }

  store(message: Pick<OutgoingMessage, 'payload' | 'key' | 'properties'>, now: number): Entry {
    const { payload, key, properties } = message
    const partition = this.partitionOf(key)
    const log = this.partitions[partition] as Entry[]
    const isPartitioned = this.partitions.length > 1
    const full = fullTopicName(this.name)
    const entry: Entry = {
      topic: isPartitioned ? `${full}-partition-${partition}` : full,
      base: this.name,
      partition,
      index: log.length,
      messageId: `${this.number * 10 + partition}:${log.length}:${isPartitioned ? partition : -1}`,
      payload,
      content: contentIn(payload),
      key,
      properties,
      publishTime: now,
    }
    log.push(entry)
    for (const listener of this.listeners) listener()
    return entry
  }

  private partitionOf(key: string | null): number {
    return (key === null ? this.turn++ : hashOf(key)) % this.partitions.length
  }
}

export function hashOf(text: string): number {
  let hash = 7
  for (let index = 0; index < text.length; index++) hash = (hash * 31 + text.charCodeAt(index)) & 0xffff
  return hash
}
