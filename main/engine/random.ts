/** Uniform numbers in [0, 1), the same sequence for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A seed of its own for each node, so that one node's draws do not depend on how often another draws. */
export function seedFor(seed: number, nodeId: string): number {
  let hash = seed | 0
  for (let index = 0; index < nodeId.length; index++) hash = Math.imul(hash ^ nodeId.charCodeAt(index), 0x01000193)
  return hash
}
