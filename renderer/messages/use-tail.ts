import { useSyncExternalStore } from 'react'
import type { Tail, TailState } from '../model/tails.ts'

/** The state of a tail, anew after each of its changes. */
export function useTail(tail: Tail): TailState {
  return useSyncExternalStore(tail.subscribe, tail.state)
}
