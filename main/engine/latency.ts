import type { Origin } from '../../shared/message.ts'
import type { RunContext } from './context.ts'

/** Buckets grow by this factor, so a percentile is within 5 % of the truth. */
const growth = 1.1
const smallestMs = 0.01
const bucketCount = 200

/** How long messages took from their receipt to the end of a node, from a sample over the whole run. */
export class LatencyProbe {
  private readonly run: Pick<RunContext, 'inFlight' | 'now'>
  private readonly buckets = new Uint32Array(bucketCount)
  private samples = 0

  constructor(run: Pick<RunContext, 'inFlight' | 'now'>) {
    this.run = run
  }

  /** Takes one sample; the message must still be open. */
  sample(origin: Origin): void {
    const openedAt = this.run.inFlight.openedAt(origin)
    if (openedAt === null) return
    const bucket = bucketOf(this.run.now - openedAt)
    this.buckets[bucket] = (this.buckets[bucket] as number) + 1
    this.samples++
  }

  /** Milliseconds below which `share` (0 to 1) of the samples lie; null before the first. */
  percentile(share: number): number | null {
    if (this.samples === 0) return null
    let left = Math.ceil(this.samples * share)
    let bucket = 0
    while (bucket < bucketCount - 1 && left > (this.buckets[bucket] as number)) left -= this.buckets[bucket++] as number
    return middleOf(bucket)
  }
}

function bucketOf(ms: number): number {
  if (ms < smallestMs) return 0
  return Math.min(bucketCount - 1, 1 + Math.floor(Math.log(ms / smallestMs) / Math.log(growth)))
}

function middleOf(bucket: number): number {
  if (bucket === 0) return 0
  return Number((smallestMs * growth ** (bucket - 0.5)).toPrecision(3))
}
