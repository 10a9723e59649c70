import { createMessage, createOrigin, type Message } from '../../../shared/message.ts'
import type { ExampleMessage } from '../../../shared/operators/define.ts'
import { webTextCodec } from '../../../shared/operators/lib/text-codec.ts'

/** What `{ bytes }` or `{ value }` stands for. */
export function exampleValue(example: ExampleMessage): unknown {
  return example.bytes === undefined ? example.value : webTextCodec.encode(example.bytes)
}

/** A full message from the parts an example gives; ids are `0`, `1`, … within the topic of its source. */
export function messageOf(example: ExampleMessage, topic: string, index: number): Message {
  const value = exampleValue(example)
  const size = value instanceof Uint8Array ? value.length : 0
  return createMessage(value, createOrigin(topic, String(index), { size }), {
    key: example.key ?? null,
    properties: example.properties,
    topic: example.topic ?? null,
    eventTime: example.eventTime ?? null,
  })
}

/** The same parts of a message as `expected` names, so that both can be compared; bytes are shown as text. */
export function partsLike(message: Message, expected: ExampleMessage): ExampleMessage {
  const parts: Record<string, unknown> = {}
  for (const name of Object.keys(expected) as (keyof ExampleMessage)[]) {
    if (name === 'bytes') parts.bytes = asText(message.value)
    else if (name === 'failure') parts.failure = message.failure?.code
    else parts[name] = message[name]
  }
  return parts
}

function asText(value: unknown): unknown {
  return value instanceof Uint8Array ? webTextCodec.decode(value) : value
}
