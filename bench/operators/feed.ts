import type { SourceMessage } from '../../main/engine/hosted/contract.ts'
import type { OperatorCase } from './case.ts'

export const batchSize = 1_024

/** Hands out `count` of a case's messages, the same ones again and again: making messages is no part of what is measured. */
export class Feed {
  acked = 0
  private next = 0
  private readonly messages: readonly SourceMessage[]
  private readonly count: number

  constructor(messages: readonly SourceMessage[], count: number) {
    this.messages = messages
    this.count = count
  }

  async pull(max: number): Promise<readonly SourceMessage[] | null> {
    if (this.next === this.count) return null
    const start = this.next % this.messages.length
    const size = Math.min(max, batchSize, this.count - this.next, this.messages.length - start)
    this.next += size
    return this.messages.slice(start, start + size)
  }

  async ack(ids: readonly unknown[]): Promise<void> {
    this.acked += ids.length
  }
}

const made = new WeakMap<OperatorCase, readonly SourceMessage[]>()

/** Of a case without input there are none. */
export function messagesOf(operator: OperatorCase, count: number): readonly SourceMessage[] {
  const { message, distinct = batchSize } = operator
  if (message === undefined) return []
  const wanted = Math.min(distinct, Math.ceil(count / batchSize) * batchSize)
  const known = made.get(operator) ?? []
  if (known.length >= wanted) return known
  const messages = Array.from({ length: wanted }, (_, id) => known[id] ?? { message: message(id), id })
  made.set(operator, messages)
  return messages
}
