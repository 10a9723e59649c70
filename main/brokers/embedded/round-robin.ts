import type { Link } from './dispatcher.ts'
import type { LaneRule } from './lane-rule.ts'

/** Shared: one lane for all, to each consumer with room in turn. */
export class RoundRobin implements LaneRule {
  readonly holdsBackForTime = true
  #links: Link[] = []
  #turn = 0

  laneOf(): number {
    return 0
  }

  join(link: Link): void {
    this.#links.push(link)
  }

  leave(link: Link): void {
    this.#links = this.#links.filter((other) => other !== link)
  }

  next(): Link | null {
    for (let tries = 0; tries < this.#links.length; tries += 1) {
      this.#turn = (this.#turn + 1) % this.#links.length
      const link = this.#links[this.#turn]!
      if (link.room() > 0) return link
    }
    return null
  }

  taken(): void {}

  settled(): void {}
}
