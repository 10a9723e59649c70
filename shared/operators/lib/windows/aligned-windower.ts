import type { OpenWindow, WindowState } from './state.ts'
import { noMerges, openWindow, type Windower } from './windower.ts'

export interface AlignedOptions {
  readonly lengthMs: number
  /** From one opening to the next, at most the length; the length itself for windows that do not overlap. */
  readonly offsetMs: number
  /** Window 0 opens here; epoch milliseconds. */
  readonly alignTo: number
}

/** Windows of one length at regular times: tumbling or sliding. The opening belongs to a window, its end does not. */
export function createAlignedWindower({ lengthMs, offsetMs, alignTo }: AlignedOptions): Windower {
  const firstId = (timestamp: number) => Math.floor((timestamp - alignTo - lengthMs) / offsetMs) + 1
  const lastId = (timestamp: number) => Math.floor((timestamp - alignTo) / offsetMs)
  const openTimeOf = (id: number) => alignTo + id * offsetMs

  const windowOf = (state: WindowState, id: number): OpenWindow => {
    const known = find(state.windows, id)
    return known ?? openWindow(state, id, openTimeOf(id), openTimeOf(id) + lengthMs)
  }

  return {
    place(state, timestamp) {
      const windows: OpenWindow[] = []
      const last = lastId(timestamp)
      for (let id = firstId(timestamp); id <= last; id++) windows.push(windowOf(state, id))
      return { windows, merges: noMerges }
    },
    lateFor(timestamp) {
      const first = firstId(timestamp)
      return Array.from({ length: lastId(timestamp) - first + 1 }, (_, index) => first + index)
    },
    closesAt: (window) => window.closeTime,
    firstCloseAfter: (timestamp) => openTimeOf(firstId(timestamp)) + lengthMs,
    forgetsKeys: true,
    canOrder: true,
  }
}

/** From the end, because the latest windows are those asked for. */
function find(windows: readonly OpenWindow[], id: number): OpenWindow | undefined {
  for (let index = windows.length - 1; index >= 0; index--) {
    const window = windows[index] as OpenWindow
    if (window.id === id) return window
  }
  return undefined
}
