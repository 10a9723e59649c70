import type { StreamListener, Subscription } from '../../shared/ipc/contract.ts'
import type { TapBatch, TapRow } from '../../shared/run/tap.ts'

/** Rows kept of each wire. */
export const samplesKept = 20

/** Opens a bounded look at a wire of the last run: what the engine remembers of it, then what passes. */
export type OpenTap = (edge: string, on: StreamListener<TapBatch>) => Subscription

/** The last messages seen on the wires of the last run: fresh while somebody watches, kept until the next run begins. */
export interface Samples {
  /** Oldest first; the same array until it changes. */
  rows(edge: string): readonly TapRow[]
  /** Keeps a wire's rows fresh until the returned function is called. */
  watch(edge: string): () => void
  /** Another run has begun, or none is known any more (null): forgets the rows, and looks at what is watched. */
  follow(open: OpenTap | null): void
  subscribe(listener: () => void): () => void
}

interface Watched {
  count: number
  tap: Subscription | null
}

const none: readonly TapRow[] = Object.freeze([])

export function createSamples(): Samples {
  const kept = new Map<string, readonly TapRow[]>()
  const watched = new Map<string, Watched>()
  const listeners = new Set<() => void>()
  let open: OpenTap | null = null

  function keep(edge: string, rows: readonly TapRow[]): void {
    kept.set(edge, rows)
    for (const listener of listeners) listener()
  }

  /** What a tap remembers comes first, so that the rows of an earlier look would only repeat it. */
  function look(edge: string): Subscription | null {
    if (!open) return null
    let rows: readonly TapRow[] = none
    return open(edge, {
      event: (batch) => {
        if (batch.rows.length === 0) return
        rows = [...rows, ...batch.rows].slice(-samplesKept)
        keep(edge, rows)
      },
    })
  }

  return {
    rows: (edge) => kept.get(edge) ?? none,
    watch: (edge) => {
      const entry = watched.get(edge) ?? { count: 0, tap: look(edge) }
      entry.count += 1
      watched.set(edge, entry)
      return () => {
        entry.count -= 1
        if (entry.count > 0) return
        entry.tap?.close()
        watched.delete(edge)
      }
    },
    follow: (openTap) => {
      open = openTap
      kept.clear()
      for (const [edge, entry] of watched) {
        entry.tap?.close()
        entry.tap = look(edge)
      }
      for (const listener of listeners) listener()
    },
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
