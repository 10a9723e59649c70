import type { Draw } from './draw.ts'
import type { DrawnNode, Thing } from './drawing.ts'
import { type Item, strictTopics } from './payload.ts'

export type SinkKind = 'plain' | 'strict' | 'dynamic' | 'discard'
type Sink = Omit<DrawnNode, 'does'>

/** A sink as it may be drawn. `number` tells its topic apart from those of others; dynamic sinks share theirs. */
export function drawSink(draw: Draw, kind: SinkKind, number: number): Sink {
  if (kind === 'discard') return { id: `end${number}`, operator: 'discard', config: {}, topicOf: () => null }
  const producer = { blockIfQueueFull: true, ...(draw.chance(0.3) && { maxPendingMessages: draw.integer(1, 4) }) }
  if (kind === 'dynamic') return dynamicSink(draw, number, producer)
  return plainSink(kind === 'strict' ? `${strictTopics}${number}` : `out-${number}`, producer)
}

/** Its topic is called as it is. */
export function plainSink(id: string, producer: object = {}): Sink {
  return { id, operator: 'pulsar-sink', config: { connection: 'main', topic: id, producer }, topicOf: () => id }
}

function dynamicSink(draw: Draw, number: number, producer: object): Sink {
  const rest = draw.chance(0.5) ? {} : { maxProducers: 2, idleCloseMs: 100 }
  return {
    id: `dynamic${number}`,
    operator: 'pulsar-dynamic-sink',
    config: { connection: 'main', topic: 'dynamic-{value.g}', giveUpMs: 86_400_000, producer, ...rest },
    topicOf: (thing: Thing) => `dynamic-${(thing as Item).g}`,
  }
}
