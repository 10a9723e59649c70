import type { OpenWindow, WindowState } from './state.ts'
import { type Merge, noMerges, openWindow, type Windower } from './windower.ts'

/** What a late value is said to have missed: which session it would have been in cannot be told. */
const lateSessionId = -1

/**
 * Windows that go on for as long as values follow each other within the gap. Both their times are those of values, and belong to them. A value
 * between two sessions can merge them; the one that opened earlier stays.
 */
export function createSessionWindower(gapMs: number): Windower {
  const place = (state: WindowState, timestamp: number) => {
    for (const window of state.windows) {
      const untilOpen = window.openTime - timestamp
      const sinceClose = timestamp - window.closeTime
      if (untilOpen > gapMs || sinceClose > gapMs) continue
      if (untilOpen <= 0 && sinceClose <= 0) return { windows: [window], merges: noMerges }
      if (untilOpen > 0) window.openTime = timestamp
      else window.closeTime = timestamp
      return { windows: [window], merges: mergeNeighbours(state, gapMs) }
    }
    return { windows: [openWindow(state, ++state.lastId, timestamp, timestamp)], merges: noMerges }
  }
  // Times are whole milliseconds, so the first watermark that is later than the end of the gap is one more than it.
  const silenceAfter = (time: number) => time + gapMs + 1
  return {
    place,
    lateFor: () => [lateSessionId],
    closesAt: (window) => silenceAfter(window.closeTime),
    firstCloseAfter: silenceAfter,
    forgetsKeys: false,
    canOrder: true,
  }
}

/** Merges what has come within the gap of each other. */
function mergeNeighbours(state: WindowState, gapMs: number): readonly Merge[] {
  if (state.windows.length < 2) return noMerges
  const merges: Merge[] = []
  const sorted = state.windows.toSorted((a, b) => a.openTime - b.openTime)
  let into = sorted[0] as OpenWindow
  for (const from of sorted.slice(1)) {
    if (from.openTime - into.closeTime > gapMs) {
      into = from
      continue
    }
    into.closeTime = Math.max(into.closeTime, from.closeTime)
    into.mergedIds.push(from.id)
    merges.push({ from, into })
  }
  if (merges.length > 0) state.windows = state.windows.filter((window) => !merges.some(({ from }) => from === window))
  return merges
}
