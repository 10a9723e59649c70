import { createPace } from '../engine/hosted/pace.ts'
import type { Producer } from '../engine/ports.ts'
import type { MessageSeries } from './messages-to-produce.ts'
import { nodeClock } from './node-clock.ts'

/** Sent and not yet confirmed, at most. */
const mostPending = 500

export interface WriteOptions {
  /** Messages a second; 0 for as fast as the broker takes them. */
  readonly rate: number
  /** Called after each group, with all that was confirmed so far and the id of the last. */
  readonly onWritten: (written: number, messageId: string) => void
}

/** Messages on their way to a topic. */
export interface SeriesWriter {
  /** Confirmed messages. Rejects with the first that was refused, or could not be made. */
  readonly written: Promise<number>
  /** No more than what is under way. */
  stop(): void
}

export function writeSeries(producer: Producer, series: MessageSeries, options: WriteOptions): SeriesWriter {
  const pace = createPace(options.rate, nodeClock)
  let stopped = false

  async function write(): Promise<number> {
    let written = 0
    while (written < series.count && !stopped) {
      const allowed = await pace.allow(Math.min(mostPending, series.count - written))
      const messageId = await writeGroup(producer, series, written, allowed)
      written += allowed
      if (messageId !== null) options.onWritten(written, messageId)
    }
    return written
  }

  return {
    written: write(),
    stop() {
      stopped = true
      pace.wake()
    },
  }
}

/** Resolves with the id of the last; null for none. */
async function writeGroup(
  producer: Producer,
  series: MessageSeries,
  from: number,
  count: number,
): Promise<string | null> {
  const messages = await Promise.all(Array.from({ length: count }, async (_, index) => series.message(from + index)))
  const ids = await Promise.all(messages.map((message) => producer.send(message)))
  return ids.at(-1) ?? null
}
