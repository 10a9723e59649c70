import type { Message } from '../../shared/message.ts'
import type { Pipeline } from '../engine/pipeline.ts'
import { createRing, type Ring } from './tap.ts'

/** A message that passed a wire, and when. */
export interface Passed {
  readonly message: Message
  readonly at: number
}

/** Bytes of payload. What is larger is not remembered, so that what is kept stays small. */
const largestRemembered = 64 * 1024

/** Messages remembered of all wires together, at most; each wire keeps a few in any case. */
const perRun = 5_000
const fewest = 5

/** The latest messages of every wire, so that whoever opens one sees what has passed, also after the run has ended. */
export interface EdgeMemory {
  recall(edge: string): readonly Passed[]
}

/** Must be called in the same turn as the pipeline's start, to miss nothing. */
export function rememberEdges(pipeline: Pipeline, edges: readonly string[], perEdge: number): EdgeMemory {
  const rings = new Map<string, Ring<Passed>>()
  const capacity = Math.min(perEdge, Math.max(fewest, Math.floor(perRun / edges.length)))
  if (perEdge > 0) {
    for (const edge of edges) {
      const ring = createRing<Passed>(capacity)
      rings.set(edge, ring)
      pipeline.observe(edge, (message) => {
        if (message.origin.size <= largestRemembered) ring.push({ message, at: Date.now() })
      })
    }
  }
  return { recall: (edge) => rings.get(edge)?.all() ?? [] }
}
