import { deserialize, serialize } from 'node:v8'
import { fail } from '../../../shared/ipc/failure.ts'
import type { SavedState } from '../../engine/ports.ts'

/** How chunks are encoded; stands beside each, so that it can be changed. 1: what `node:v8` writes of their keys and their states. */
export const encoding = 1

export interface EncodedChunk {
  readonly keys: readonly string[]
  /** Of which of these keys the state is undefined: they were forgotten. */
  readonly states: readonly unknown[]
  readonly bytes: Uint8Array
}

export interface ChunkLimits {
  readonly states: number
  readonly bytes: number
}

/**
 * States as chunks of bytes, as they are now: numbers, bigints, texts, bytes, lists and plain objects come back as they were. One call
 * for many costs a tenth of a call for each. Throws SLUICE-STATE-INVALID for what cannot be kept, naming node and key.
 */
export function encodeChunks(node: string, saved: readonly SavedState[], limits: ChunkLimits): EncodedChunk[] {
  if (saved.length === 0) return []
  if (saved.length > limits.states) return inHalves(node, saved, limits)
  const keys = saved.map(({ key }) => key)
  const states = saved.map(({ state }) => state)
  const bytes = serializeOrRefuse(node, keys, states)
  if (bytes.length > limits.bytes && saved.length > 1) return inHalves(node, saved, limits)
  return [{ keys, states, bytes }]
}

function inHalves(node: string, saved: readonly SavedState[], limits: ChunkLimits): EncodedChunk[] {
  const half = saved.length >> 1
  return [...encodeChunks(node, saved.slice(0, half), limits), ...encodeChunks(node, saved.slice(half), limits)]
}

function serializeOrRefuse(node: string, keys: readonly string[], states: readonly unknown[]): Uint8Array {
  try {
    return serialize([keys, states])
  } catch (error) {
    const bad = Math.max(
      0,
      states.findIndex((state) => !canBeKept(state)),
    )
    const key = String(keys[bad]).slice(0, 100)
    const reason = error instanceof Error ? error.message : String(error)
    throw fail(
      'SLUICE-STATE-INVALID',
      `The state of key "${key}" in ${node} cannot be saved: ${reason} A state is plain data: no functions, symbols or classes.`,
      { detail: { node, key } },
    )
  }
}

function canBeKept(state: unknown): boolean {
  try {
    serialize(state)
    return true
  } catch {
    return false
  }
}

/** Throws SLUICE-STATE-BROKEN when these are not bytes of `encodeChunks`. */
export function decodeChunk(bytes: Uint8Array, form: number, file: string): SavedState[] {
  try {
    if (form !== encoding) throw new Error(`encoding ${form} is not known`)
    const [keys, states] = deserialize(bytes) as [string[], unknown[]]
    return keys.map((key, index) => ({ key, state: states[index] }))
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw fail(
      'SLUICE-STATE-BROKEN',
      `States in ${file} cannot be read (${reason}). Put a copy of the file in its place, or move it away to begin without states.`,
      { detail: { file, reason } },
    )
  }
}
