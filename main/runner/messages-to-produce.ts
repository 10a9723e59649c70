import { Buffer } from 'node:buffer'
import { fail } from '../../shared/ipc/failure.ts'
import type { ToProduce } from '../../shared/ipc/produce-schemas.ts'
import { parseJson, stringifyJson } from '../../shared/operators/lib/json.ts'
import { type SampleMessage, templateGenerator } from '../../shared/operators/lib/samples/generate.ts'
import type { TemplateName } from '../../shared/operators/lib/samples/template-names.ts'
import type { Broker, OutgoingMessage } from '../engine/ports.ts'
import { findMessage } from './find-message.ts'
import { nodeTextCodec } from './node-text-codec.ts'

/** Messages that are made when it is their turn. */
export interface MessageSeries {
  readonly count: number
  message(index: number): OutgoingMessage | Promise<OutgoingMessage>
}

/** Throws when the payload is not what it is said to be. `broker` is where messages to be sent again are. */
export function seriesOf(what: ToProduce, broker: Broker): MessageSeries {
  if (what.kind === 'template') return samples(what.template, what.count)
  if (what.kind === 'message') {
    const { key, properties, eventTime, count } = what
    const message = { ...unset, payload: payloadOf(what.payload), key, properties, eventTime }
    return { count, message: () => message }
  }
  const { topic, messageIds } = what
  return { count: messageIds.length, message: (index) => again(broker, topic, messageIds[index]!) }
}

/** The samples of a template, the same each time. */
export function samples(template: TemplateName, count: number): MessageSeries {
  const generate = templateGenerator(template, { seed: 1, keys: 100 })
  return { count, message: (index) => sample(generate(index)) }
}

const unset = { orderingKey: null, sequenceId: null, deliverAt: null }

function sample({ value, key, properties, eventTime }: SampleMessage): OutgoingMessage {
  return { ...unset, payload: nodeTextCodec.encode(stringifyJson(value)), key, properties, eventTime }
}

async function again(broker: Broker, topic: string, messageId: string): Promise<OutgoingMessage> {
  const { payload, key, properties, eventTime } = await findMessage(broker, topic, messageId)
  return { ...unset, payload, key, properties, eventTime }
}

interface WrittenPayload {
  readonly form: 'text' | 'json' | 'base64'
  readonly text: string
}

/** The bytes of a payload that somebody wrote. Throws `SLUICE-DESERIALIZE-JSON`, or `SLUICE-PAYLOAD-BASE64`. */
function payloadOf({ form, text }: WrittenPayload): Uint8Array {
  if (form === 'json') parseJson(text)
  if (form !== 'base64') return nodeTextCodec.encode(text)
  const compact = text.replace(/\s/g, '')
  if (/^[A-Za-z0-9+/_-]*={0,2}$/.test(compact)) return Buffer.from(compact, 'base64')
  throw fail('SLUICE-PAYLOAD-BASE64', 'The payload is not base64. Correct it, or write it as text.')
}
