import type { SourceMessage } from '../hosted/contract.ts'
import { messageOf } from './example-message.ts'
import { type Tiny, tiny } from './tiny-operators.ts'

/**
 * A topic and its subscription, which outlive the runs that read them: every run gets what is not acknowledged, in order, then
 * waits. Its operator id is `subscribed`.
 */
export interface Subscription {
  readonly operator: Tiny
  /** Positions acknowledged, in the order in which that happened. */
  readonly acked: number[]
  /** Positions handed out, over all runs. */
  readonly handedOut: number[]
  /** More messages come. */
  add(...messages: readonly SubscribedMessage[]): void
  /** Hands out again what is not acknowledged, as after a lost connection. */
  redeliver(): void
  /** Positions given back, in the order in which that happened. They are handed out again at once. */
  readonly returned: number[]
  /** The broker forgets that it was acknowledged. */
  forget(position: number): void
  /** What an acknowledgement waits for, or throws; the default is nothing. */
  onAck: () => Promise<void>
  /** Around what an acknowledgement does; the default does it. */
  guard: (effect: () => void) => Promise<void>
}

export interface SubscribedMessage {
  readonly key?: string
  readonly value: unknown
  /** Bytes it claims to have. */
  readonly size?: number
}

export interface SubscriptionOptions {
  /** Messages of a pull, at most. */
  readonly batch?: number
  /** False for a source whose messages cannot be recognised when they come again. */
  readonly redelivers?: boolean
}

export function subscription(
  given: readonly SubscribedMessage[],
  { batch = 1_000, redelivers = true }: SubscriptionOptions = {},
): Subscription {
  const messages = [...given]
  const isAcked = new Set<number>()
  let next = 0
  let wake = () => {}
  const comingAgain: number[] = []

  const handOut = (position: number): SourceMessage => {
    const { size = 0, ...rest } = messages[position] as SubscribedMessage
    const message = messageOf(rest, 'topic', position)
    self.handedOut.push(position)
    return { message: { ...message, origin: { ...message.origin, size } }, id: position }
  }
  const take = (max: number): SourceMessage[] => {
    const taken = comingAgain.splice(0, max).map(handOut)
    for (; next < messages.length && taken.length < max; next++) if (!isAcked.has(next)) taken.push(handOut(next))
    return taken
  }

  const self = {
    acked: [] as number[],
    handedOut: [] as number[],
    returned: [] as number[],
    onAck: async () => {},
    guard: async (effect: () => void) => effect(),
    add(...more: readonly SubscribedMessage[]) {
      messages.push(...more)
      wake()
    },
    redeliver() {
      next = 0
      wake()
    },
    forget: (position: number) => void isAcked.delete(position),
  }

  const operator = tiny('subscribed', { kind: 'source' }, () => ({
    redelivers,
    open: async () => {
      next = 0
    },
    async pull(max: number) {
      const taken = take(Math.min(max, batch))
      if (taken.length > 0) return taken
      await new Promise<void>((resolve) => {
        wake = resolve
      })
      return []
    },
    wake: () => wake(),
    async ack(ids: readonly unknown[]) {
      await self.onAck()
      await self.guard(() => {
        for (const id of ids as number[]) isAcked.add(id)
        self.acked.push(...(ids as number[]))
      })
    },
    nack(id: unknown) {
      self.returned.push(id as number)
      comingAgain.push(id as number)
      wake()
    },
    close: async () => wake(),
  }))
  return Object.assign(self, { operator })
}
