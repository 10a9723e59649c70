/** One chunk of a node's states: written once, read to restore, taken away whole. */
export class Chunk {
  readonly id: number
  /** Of its newest state. */
  readonly epoch: number
  /** States in it, those included that newer chunks have replaced, and keys it only says are forgotten. */
  readonly states: number
  readonly bytes: number
  /** States in it that count. */
  live = 0

  constructor(id: number, epoch: number, states: number, bytes: number) {
    this.id = id
    this.epoch = epoch
    this.states = states
    this.bytes = bytes
  }

  get bytesPerState(): number {
    return this.bytes / this.states
  }
}

/**
 * Which chunks a node has, and in which of them the state of each key stands. Nothing is changed in place: a new state goes into
 * a new chunk, and what the old one has of that key counts no more. What is done after `begin` can be taken back until `keep`.
 */
export class Shelf {
  /** Oldest first. */
  chunks: Chunk[] = []
  /** Of all chunks. */
  bytes = 0
  /** Of the states that count, about: chunks know their own size, not that of each state. */
  liveBytes = 0
  private readonly places = new Map<string, Chunk>()
  private before: readonly Chunk[] | null = null
  private readonly undoKeys: string[] = []
  private readonly undoPlaces: (Chunk | undefined)[] = []

  /** Keys with a state. */
  get keys(): number {
    return this.places.size
  }

  /** Whether what this chunk has of the key is what counts. */
  isPlaced(key: string, chunk: Chunk): boolean {
    return this.places.get(key) === chunk
  }

  /** A chunk is put at the end, and these keys stand in it from now on; those without a state have none any more. */
  add(chunk: Chunk, keys: readonly string[], states: readonly unknown[]): void {
    this.chunks.push(chunk)
    this.bytes += chunk.bytes
    for (let index = 0; index < keys.length; index++) {
      this.place(keys[index] as string, states[index] === undefined ? undefined : chunk)
    }
  }

  /** Takes the oldest chunk off. What still counts in it must be added again, in another. */
  shift(): void {
    this.bytes -= this.chunks.shift()?.bytes ?? 0
  }

  /** Takes all chunks off; no key may have a state. */
  clear(): void {
    this.chunks = []
    this.bytes = 0
    this.liveBytes = 0
  }

  begin(): void {
    this.before = [...this.chunks]
  }

  keep(): void {
    this.before = null
    this.undoKeys.length = 0
    this.undoPlaces.length = 0
  }

  takeBack(): void {
    if (this.before === null) return
    for (let index = this.undoKeys.length - 1; index >= 0; index--) {
      this.setPlace(this.undoKeys[index] as string, this.undoPlaces[index])
    }
    this.chunks = [...this.before]
    this.bytes = this.chunks.reduce((sum, { bytes }) => sum + bytes, 0)
    this.liveBytes = this.chunks.reduce((sum, chunk) => sum + chunk.bytesPerState * chunk.live, 0)
    this.keep()
  }

  private place(key: string, chunk: Chunk | undefined): void {
    if (this.before !== null) {
      this.undoKeys.push(key)
      this.undoPlaces.push(this.places.get(key))
    }
    this.setPlace(key, chunk)
  }

  private setPlace(key: string, chunk: Chunk | undefined): void {
    const old = this.places.get(key)
    if (old !== undefined) {
      old.live--
      this.liveBytes -= old.bytesPerState
    }
    if (chunk === undefined) {
      this.places.delete(key)
      return
    }
    chunk.live++
    this.liveBytes += chunk.bytesPerState
    this.places.set(key, chunk)
  }
}
