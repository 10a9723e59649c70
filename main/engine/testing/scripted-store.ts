import { fail } from '../../../shared/ipc/failure.ts'
import type { Epoch, StateStore } from '../ports.ts'

/** A state store in memory that does what a test says, and outlives the runs that use it. */
export interface ScriptedStore extends StateStore {
  /** Committed, in order. */
  readonly epochs: Epoch[]
  /** Calls of `commit`, whatever came of them. */
  readonly tried: number
  /** Called before each commit: what it waits for, or throws. The default is nothing. */
  before: (epoch: Epoch) => Promise<void> | void
  /** What is there of a node, by key. */
  states(node: string): Record<string, unknown>
  readonly closed: number
}

export function scriptedStore(): ScriptedStore {
  const nodes = new Map<string, Map<string, unknown>>()
  const store = {
    epochs: [] as Epoch[],
    tried: 0,
    closed: 0,
    before: (_epoch: Epoch): Promise<void> | void => {},
    states: (node: string) => Object.fromEntries(nodes.get(node) ?? []),
    async contents() {
      const names = [...nodes].filter(([, states]) => states.size > 0).map(([name]) => name)
      return { epoch: store.epochs.at(-1)?.number ?? 0, nodes: names }
    },
    async load(node: string) {
      return [...(nodes.get(node) ?? [])].map(([key, state]) => ({ key, state: structuredClone(state) }))
    },
    async commit(given: Epoch) {
      const epoch = structuredClone(given)
      store.tried++
      await store.before(epoch)
      for (const change of epoch.changes) {
        const states = nodes.get(change.node) ?? new Map<string, unknown>()
        nodes.set(change.node, states)
        for (const { key, state } of change.states) {
          states.delete(key)
          if (state !== undefined) states.set(key, state)
        }
      }
      store.epochs.push(epoch)
    },
    async close() {
      store.closed++
    },
  }
  return store
}

export const storeFull = () => fail('SLUICE-STATE-FULL', 'The disk is full.')
