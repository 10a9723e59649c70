import { type Message, partsOf } from '../../shared/message.ts'
import type { OperatorCase } from './case.ts'
import { startChild } from './child-by-hand.ts'
import { orderMessage } from './orders.ts'

/** More than may be in flight at once. */
const manyMessages = 16_384

export const track: OperatorCase = {
  config: { mode: 'stamp' },
  message: orderMessage,
  byHand(hand) {
    let written = 0
    let text = ''
    return {
      take(message) {
        const now = Date.now()
        if (now !== written) text = new Date(now).toISOString()
        written = now
        const { topic, messageId } = message.origin
        const properties = { ...message.properties, message_id: messageId, source_topic: topic, sent_at: text }
        hand.send({ ...message, properties }, 1)
      },
    }
  },
}

/** There is a token for each. */
export const throttle: OperatorCase = {
  config: { rate: 1_000_000, burst: 1_000_000 },
  message: orderMessage,
  distinct: manyMessages,
  maxCount: 786_432,
  byHand(hand) {
    const rate = 1_000
    const burst = 1_000_000
    let tokens = burst
    let filled = Date.now()
    return {
      take(message) {
        const now = Date.now()
        tokens = Math.min(burst, tokens + (now - filled) * rate)
        filled = now
        if (tokens-- < 1) throw new Error('There is a token for each.')
        hand.send(message, 1)
      },
    }
  },
}

/** Held for two milliseconds. */
export const delay: OperatorCase = {
  config: { durationMs: 2 },
  message: orderMessage,
  distinct: manyMessages,
  unordered: true,
  byHand(hand) {
    const held: { message: Message; due: number }[] = []
    let first = 0
    let isSet = false
    const release = () => {
      const now = Date.now()
      while (first < held.length && held[first]!.due <= now) hand.send(held[first++]!.message, 1)
      held.splice(0, first)
      first = 0
      isSet = held.length > 0
      if (isSet) setTimeout(release, held[0]!.due - now)
    }
    return {
      take(message) {
        held.push({ message, due: Date.now() + 2 })
        if (isSet) return
        isSet = true
        setTimeout(release, 2)
      },
    }
  },
}

export const code: OperatorCase = {
  config: { language: 'javascript', source: 'return { value: { ...message.value, net: message.value.total / 1.19 } }' },
  message: orderMessage,
  distinct: manyMessages,
  time: 'wall',
  async byHand(hand) {
    const child = await startChild()
    let batch: Message[] = []
    const post = async () => {
      const sent = batch
      batch = []
      const values = await child.work(sent.map(partsOf))
      for (const [index, value] of values.entries()) hand.send({ ...sent[index]!, value }, 1)
    }
    return {
      take(message) {
        return batch.push(message) === 256 ? post() : undefined
      },
      async end() {
        if (batch.length > 0) await post()
        child.close()
      },
    }
  },
}
