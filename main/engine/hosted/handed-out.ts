import type { Delivery } from '../ports.ts'

/**
 * What was handed out and is neither acknowledged nor given back. A broker that was away, or moved a topic, sends all of that again,
 * under the same message ids: it is not worked on twice. The ids under which it came again are settled together with the first.
 */
export class HandedOut {
  /** Message ids, by topic. */
  private readonly open = new Map<string, Set<string>>()
  /** Ids of repeats, by place. */
  private readonly repeats = new Map<string, unknown[]>()
  private lastTopic: string | null = null
  private lastOpen = new Set<string>()

  /** Takes note of these, and returns those that are not on their way already. */
  admit(deliveries: readonly Delivery[]): readonly Delivery[] {
    let fresh: Delivery[] | null = null
    for (const [index, delivery] of deliveries.entries()) {
      const open = this.openOf(delivery.topic)
      if (!open.has(delivery.messageId)) {
        open.add(delivery.messageId)
        fresh?.push(delivery)
      } else {
        fresh ??= deliveries.slice(0, index)
        this.keep(delivery)
      }
    }
    return fresh ?? deliveries
  }

  /** Forgets these. Returns the broker's ids of them, those of their repeats among them. */
  settle(deliveries: readonly Delivery[]): readonly unknown[] {
    const ids: unknown[] = []
    for (const delivery of deliveries) {
      ids.push(delivery.id)
      this.openOf(delivery.topic).delete(delivery.messageId)
      if (this.repeats.size > 0) this.moveRepeats(delivery, ids)
    }
    return ids
  }

  private keep(delivery: Delivery): void {
    const place = placeOf(delivery)
    const ids = this.repeats.get(place)
    if (ids === undefined) this.repeats.set(place, [delivery.id])
    else ids.push(delivery.id)
  }

  private moveRepeats(delivery: Delivery, into: unknown[]): void {
    const place = placeOf(delivery)
    into.push(...(this.repeats.get(place) ?? []))
    this.repeats.delete(place)
  }

  private openOf(topic: string): Set<string> {
    if (topic === this.lastTopic) return this.lastOpen
    const open = this.open.get(topic) ?? new Set()
    this.open.set(topic, open)
    this.lastTopic = topic
    this.lastOpen = open
    return open
  }
}

function placeOf({ topic, messageId }: Delivery): string {
  return `${topic}\n${messageId}`
}
