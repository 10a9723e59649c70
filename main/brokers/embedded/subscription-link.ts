import type { FailureError } from '../../../shared/ipc/failure.ts'
import type { Delivery, SubscribeOptions } from '../../engine/ports.ts'
import { toDelivery } from './delivery.ts'
import { type Link, mostUnacked } from './dispatcher.ts'
import type { StoredMessage } from './stored-message.ts'
import type { Subscription } from './subscription.ts'

/** What `Delivery.id` is: the message's place, and the way back to where it came from. */
export class DeliveryId {
  readonly link: SubscriptionLink
  readonly entry: number

  constructor(link: SubscriptionLink, entry: number) {
    this.link = link
    this.entry = entry
  }
}

/** What a link needs of its consumer. */
export interface LinkOwner {
  readonly options: SubscribeOptions
  room(): number
  receive(delivery: Delivery): void
  recall(link: SubscriptionLink): void
  fail(failure: FailureError): void
}

/** A consumer's end of one subscription of one log. A consumer of several topics or partitions has several. */
export class SubscriptionLink implements Link {
  readonly subscription: Subscription
  readonly #owner: LinkOwner
  readonly since: number
  unacked = 0

  constructor(subscription: Subscription, owner: LinkOwner, since: number) {
    this.subscription = subscription
    this.#owner = owner
    this.since = since
  }

  get consumerName(): string {
    return this.#owner.options.consumerName ?? ''
  }

  get properties(): Link['properties'] {
    return this.#owner.options.properties ?? {}
  }

  get keyRanges(): Link['keyRanges'] {
    return this.#owner.options.keySharing?.ranges ?? null
  }

  room(): number {
    return Math.min(this.#owner.room(), mostUnacked - this.unacked)
  }

  deliver(message: StoredMessage, redeliveryCount: number): void {
    const id = new DeliveryId(this, message.entry)
    this.subscription.consumed()
    this.#owner.receive(toDelivery(message, this.subscription.log, id, redeliveryCount))
  }

  recall(): void {
    this.#owner.recall(this)
  }

  fail(failure: FailureError): void {
    this.#owner.fail(failure)
  }
}

/** Entries by the link they came on, in order. Ids of other brokers are none of ours and are left out. */
export function entriesByLink(ids: readonly unknown[]): Map<SubscriptionLink, number[]> {
  const byLink = new Map<SubscriptionLink, number[]>()
  for (const id of ids) {
    if (!(id instanceof DeliveryId)) continue
    const entries = byLink.get(id.link)
    if (entries === undefined) byLink.set(id.link, [id.entry])
    else entries.push(id.entry)
  }
  return byLink
}
