import type { OpenWindow, WindowState } from './state.ts'

/** Which windows there are. The rules, and the numbers of windows, are those of Bytewax's windowers. */
export interface Windower {
  /** Finds the windows a value is in, and opens those that are not open yet. */
  place(state: WindowState, timestamp: number): Placement
  /** Ids of the windows that a late value would have been in; null when nothing is ever late. */
  readonly lateFor: ((timestamp: number) => readonly number[]) | null
  /** The least watermark at which a window closes. */
  closesAt(window: OpenWindow): number
  /** The least watermark at which a window closes that a value of this timestamp is, or will be, in. */
  firstCloseAfter(timestamp: number): number
  /** Whether a key without open windows may be forgotten. Sessions are numbered for as long as the key is known. */
  readonly forgetsKeys: boolean
  /** Whether values must be applied in the order of their timestamps when the step says so. */
  readonly canOrder: boolean
}

export interface Placement {
  readonly windows: readonly OpenWindow[]
  /** In this order, once the value is in its windows. Windows merged away are not among the open ones any more. */
  readonly merges: readonly Merge[]
}

export interface Merge {
  readonly from: OpenWindow
  readonly into: OpenWindow
}

export const noMerges: readonly Merge[] = []

/** Adds a new window to the open ones. Its accumulator is set by the first value. */
export function openWindow(state: WindowState, id: number, openTime: number, closeTime: number): OpenWindow {
  const window: OpenWindow = { id, openTime, closeTime, mergedIds: [], accumulator: undefined }
  state.windows.push(window)
  return window
}

/** One window for all there is, which only the end of the input closes. Its times are those of its earliest and latest value. */
export const wholeInput: Windower = {
  place(state, timestamp) {
    const window = state.windows[0] ?? openWindow(state, 0, timestamp, timestamp)
    window.openTime = Math.min(window.openTime, timestamp)
    window.closeTime = Math.max(window.closeTime, timestamp)
    return { windows: [window], merges: noMerges }
  },
  lateFor: null,
  closesAt: () => Number.POSITIVE_INFINITY,
  firstCloseAfter: () => Number.POSITIVE_INFINITY,
  forgetsKeys: true,
  canOrder: false,
}
