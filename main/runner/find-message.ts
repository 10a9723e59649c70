import { fail } from '../../shared/ipc/failure.ts'
import { checkedMessageId, type MessageId } from '../brokers/message-id.ts'
import type { Broker, Delivery } from '../engine/ports.ts'

/** How long a broker may take to bring one message that it has, in milliseconds. */
const patience = 10_000

/**
 * One message of a topic by its printed id, by a Reader: consumes nothing. Rejects with `SLUICE-MESSAGE-ID` for a text that is none,
 * with `SLUICE-MESSAGE-NOT-FOUND` when it is not there (any more).
 */
export async function findMessage(broker: Broker, topic: string, messageId: string): Promise<Delivery> {
  const place = checkedMessageId(messageId)
  const from = { messageId: `${place.ledger}:${place.entry - 1n}:${place.partition}:-1` }
  const reader = await broker.read({ topic, from, receiverQueueSize: 10 })
  const deadline = Date.now() + patience
  try {
    while (Date.now() < deadline) {
      for (const delivery of await reader.pull(10)) {
        const found = checkedMessageId(delivery.messageId)
        if (isSame(found, place)) return delivery
        if (found.partition === place.partition && isBeyond(found, place)) throw notFound(topic, messageId)
      }
    }
  } finally {
    await reader.close()
  }
  throw notFound(topic, messageId)
}

function isSame(one: MessageId, other: MessageId): boolean {
  const { ledger, entry, partition, batchIndex } = one
  return (
    ledger === other.ledger &&
    entry === other.entry &&
    partition === other.partition &&
    Math.max(0, batchIndex) === Math.max(0, other.batchIndex)
  )
}

function isBeyond(one: MessageId, other: MessageId): boolean {
  return one.ledger > other.ledger || (one.ledger === other.ledger && one.entry > other.entry)
}

function notFound(topic: string, messageId: string) {
  return fail(
    'SLUICE-MESSAGE-NOT-FOUND',
    `There is no message ${messageId} in ${topic}. It may have been deleted by the retention of its namespace; look at the topic again.`,
    { detail: { topic, messageId } },
  )
}
