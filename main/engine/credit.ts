/**
 * The way back-pressure travels: whoever is full hands out one shared promise, and resolves it when there is room again.
 * Waiting costs nothing while nobody is full.
 */
export class Credit {
  private promise: Promise<void> | null = null
  private resolve: (() => void) | null = null

  get isAwaited(): boolean {
    return this.promise !== null
  }

  /** The promise to wait for; the same one for everybody until it is granted. */
  wait(): Promise<void> {
    this.promise ??= new Promise((resolve) => {
      this.resolve = resolve
    })
    return this.promise
  }

  /** Lets everybody who waits go on. They must look again whether there is room. */
  grant(): void {
    const resolve = this.resolve
    this.promise = null
    this.resolve = null
    resolve?.()
  }
}

/** What a step hands back to the one before it: undefined for "go on", a promise for "full, wait". */
export type Wait = void | Promise<void>

/** One wait for two branches. */
export function both(one: Wait, other: Wait): Wait {
  if (one === undefined) return other
  if (other === undefined) return one
  return Promise.all([one, other]).then(() => undefined)
}
