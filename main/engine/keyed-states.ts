/** One key whose state is to be saved; undefined when the key was forgotten. */
export interface StateChange {
  readonly key: string
  readonly state: unknown
}

interface Entry extends StateChange {
  state: unknown
  /** Whether it stands in the list of changes. */
  changed: boolean
}

/**
 * The states of one node, by key. Knows which keys changed since they were last taken, so that an epoch saves no more than it
 * must. States are plain data and may be changed in place; `set` is what marks a key as changed.
 */
export class KeyedStates {
  /** In the order in which keys came; where there is a bound, the key set longest ago first. */
  private readonly entries = new Map<string, Entry>()
  private readonly maxKeys: number
  private readonly isBounded: boolean
  /** What changed since the last take; a key that was forgotten and came again stands here twice, in that order. */
  private changes: Entry[] = []
  private taken: Entry[] = []
  /** False when nobody saves: forgotten keys would gather for ever. */
  private remembers = false
  /** Called with every `set` that changes something. */
  onChange: (() => void) | null = null

  constructor(maxKeys = Number.POSITIVE_INFINITY) {
    this.maxKeys = maxKeys
    this.isBounded = Number.isFinite(maxKeys)
  }

  get size(): number {
    return this.entries.size
  }

  get(key: string): unknown {
    return this.entries.get(key)?.state
  }

  /** Undefined forgets the key. Returns the key that had to go to make room, if any. */
  set(key: string, state: unknown): string | undefined {
    const entry = this.entries.get(key)
    if (state === undefined) return this.forget(entry)
    if (entry === undefined) return this.add(key, state)
    entry.state = state
    this.note(entry)
    if (this.isBounded) {
      this.entries.delete(key)
      this.entries.set(key, entry)
    }
    return undefined
  }

  /** All keys, as they stand now: changes during the walk do not show. */
  keys(): readonly string[] {
    return [...this.entries.keys()]
  }

  /** From now on changes are remembered, because somebody takes them. Called before the first `set`. */
  rememberChanges(): void {
    this.remembers = true
  }

  /** Puts saved states in, least recently set first; they do not count as changed. What is more than there is room for is forgotten. */
  restore(saved: Iterable<StateChange>): void {
    for (const { key, state } of saved) this.entries.set(key, { key, state, changed: false })
    while (this.entries.size > this.maxKeys) this.forgetOldest()
  }

  get hasChanges(): boolean {
    return this.changes.length > 0
  }

  /**
   * What changed since the last call, to be applied in this order. The list is that which is kept here: it and the states in it may
   * change once the caller has returned.
   */
  takeChanges(): readonly StateChange[] {
    this.taken = this.changes
    this.changes = []
    for (const entry of this.taken) entry.changed = false
    return this.taken
  }

  /** What was taken last could not be saved: it counts as changed again, whatever has become of it since. */
  putBack(): void {
    const again = this.taken.filter((entry) => !entry.changed)
    for (const entry of again) entry.changed = true
    this.changes = again.concat(this.changes)
    this.taken = []
  }

  private add(key: string, state: unknown): string | undefined {
    const entry = { key, state, changed: false }
    this.entries.set(key, entry)
    this.note(entry)
    return this.entries.size > this.maxKeys ? this.forgetOldest() : undefined
  }

  private forget(entry: Entry | undefined): undefined {
    if (entry === undefined) return
    this.entries.delete(entry.key)
    entry.state = undefined
    this.note(entry)
  }

  private forgetOldest(): string {
    const [oldest] = this.entries.values() as Iterator<Entry> as IterableIterator<Entry>
    this.forget(oldest)
    return (oldest as Entry).key
  }

  private note(entry: Entry): void {
    this.onChange?.()
    if (!this.remembers || entry.changed) return
    entry.changed = true
    this.changes.push(entry)
  }
}
