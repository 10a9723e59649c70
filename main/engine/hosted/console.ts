import type { Message } from '../../../shared/message.ts'
import type { spec } from '../../../shared/operators/console.ts'
import { stringifyJson } from '../../../shared/operators/lib/json.ts'
import type { TextCodec } from '../../../shared/operators/lib/text-codec.ts'
import type { SinkRun } from './contract.ts'

/** Prints messages; printing is the end of a message. */
export const run: SinkRun<typeof spec> = (config, ports) => {
  let seen = 0
  const indent = config.format === 'pretty' ? 2 : undefined
  const write =
    config.show === 'message' ? wholeMessage : (message: Message, text: TextCodec) => readable(message.value, text)
  return {
    maxPending: 1,
    open: async () => {},
    onMessage(message) {
      if (seen++ % config.sample !== 0) return
      const shown = write(message, ports.text)
      ports.console(config.format === 'text' && typeof shown === 'string' ? shown : stringifyJson(shown, indent))
    },
    flush: async () => {},
    close: async () => {},
  }
}

/** Bytes as the JSON or the text that they are, else as base64. */
function readable(value: unknown, text: TextCodec): unknown {
  if (!(value instanceof Uint8Array)) return value
  const decoded = tryDecode(value, text)
  if (decoded === null) return { base64: btoa(Array.from(value, (byte) => String.fromCharCode(byte)).join('')) }
  try {
    return JSON.parse(decoded)
  } catch {
    return decoded
  }
}

function tryDecode(bytes: Uint8Array, text: TextCodec): string | null {
  try {
    return text.decode(bytes)
  } catch {
    return null
  }
}

function wholeMessage(message: Message, text: TextCodec): unknown {
  const { topic, key, properties, eventTime, failure, origin } = message
  return {
    topic: topic ?? origin.topic,
    messageId: origin.messageId,
    key,
    properties,
    eventTime,
    ...(failure === null ? {} : { error: { code: failure.code, message: failure.message } }),
    value: readable(message.value, text),
  }
}
