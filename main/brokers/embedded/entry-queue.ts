/** Entries waiting to be handed out, lowest first, each once. */
export class EntryQueue {
  #entries: number[] = []
  #head = 0

  get size(): number {
    return this.#entries.length - this.#head
  }

  /** Cheapest for entries that come in ascending order. */
  add(entry: number): void {
    const last = this.#entries.at(-1)
    if (this.size === 0 || last === undefined || entry > last) {
      this.#entries.push(entry)
      return
    }
    const at = this.#indexOf(entry)
    if (this.#entries[at] !== entry) this.#entries.splice(at, 0, entry)
  }

  /** The lowest; undefined when there is none. */
  get first(): number | undefined {
    return this.#entries[this.#head]
  }

  removeFirst(): void {
    this.#head += 1
    if (this.#head < 512 && this.size > 0) return
    this.#entries = this.#entries.slice(this.#head)
    this.#head = 0
  }

  /** Where `entry` is, or would have to be. */
  #indexOf(entry: number): number {
    let low = this.#head
    let high = this.#entries.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#entries[middle]! < entry) low = middle + 1
      else high = middle
    }
    return low
  }
}
