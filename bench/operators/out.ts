/** Differs from run to run, whoever made it. */
const ofTheMoment: readonly string[] = ['at', 'deliverAt', 'failed_at', 'origin', 'sent_at']

/**
 * Whatever leaves: messages at the sink, what a broker is sent, lines on the console. Counts all of it, and adds up a digest of
 * one in `every` (infinite: of none), by which two candidates can be seen to have made the same, in whatever order.
 */
export class Out {
  count = 0
  digest = 0
  private readonly every: number
  private untilLook: number

  constructor(every: number) {
    this.every = every
    this.untilLook = Number.isFinite(every) ? 1 : every
  }

  take(item: unknown): void {
    this.count++
    if (--this.untilLook === 0) this.look(item)
  }

  private look(item: unknown): void {
    this.untilLook = this.every
    this.digest = (this.digest + hashOf(JSON.stringify(item, comparable))) >>> 0
  }
}

function comparable(name: string, value: unknown): unknown {
  if (ofTheMoment.includes(name)) return undefined
  return value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value
}

function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return hash
}
