import type { Publication } from '../../main/engine/testing/simulation/messages.ts'
import { encode, type Item } from '../../main/engine/testing/simulation/payload.ts'
import { checksumOf, type NumberedMessage, numberedMessage } from '../verifier/numbered-message.ts'

/** An item that the verifier recognises at the far end. */
export type NumberedItem = Item & NumberedMessage & { readonly parts: readonly NumberedItem[] }

export interface Load {
  readonly messages: number
  /** Of a hundred, so many are poison. */
  readonly poisonPercent: number
  /** What each is made of. */
  readonly parts: number
  /** Milliseconds from one to the next. */
  readonly everyMs: number
}

/** Where every message is sent, and the node that reads it. */
export const input = { node: 'read', topic: 'in', partitions: 2, subscription: 's', type: 'Exclusive' } as const

const keys = 3
/** Numbers of parts begin here, so that none is that of a message. */
const firstPart = 1_000_000

/** Messages one after the other, in order by key. */
export function numberedLoad({ messages, poisonPercent, parts, everyMs }: Load, start: number): readonly Publication[] {
  return Array.from({ length: messages }, (_, sequence) => {
    const isPoison = (sequence * 37) % 100 < poisonPercent
    const item = numberedItem(sequence, parts, start + sequence * everyMs)
    const payload = isPoison ? poison(item) : encode(item)
    return { source: input, at: sequence * everyMs, payload, key: item.key }
  })
}

function numberedItem(sequence: number, parts: number, t: number): NumberedItem {
  const message = numberedMessage(sequence, keys)
  const n = sequence % 20
  const g = n % 5 === 4 ? 'closed' : `place-${n % 5}`
  const each = { n, k: message.key, g, t }
  return {
    ...message,
    ...each,
    u: String(sequence),
    parts: Array.from({ length: parts }, (_, index) => ({
      ...partMessage(firstPart + sequence * parts + index, message.key),
      ...each,
      u: `${sequence}/${index}`,
      parts: [],
    })),
  }
}

function partMessage(sequence: number, key: string): NumberedMessage {
  const body = `part ${sequence}`
  return { sequence, key, body, checksum: checksumOf(sequence, key, body) }
}

/**
 * Bytes that no step can work with: of five kinds, by the number of the message. What is JSON is written without spaces: behind the step
 * that parses, a dead letter is written anew.
 */
function poison(item: NumberedItem): Uint8Array {
  const { u } = item
  const kinds = [
    () => encode(`{"oops-${u}": `),
    () => Uint8Array.from([0xff, 0xfe, 0xc3, 0x28, ...encode(u)]),
    () => encode({ ...item, n: `wrong-${u}` }),
    () => encode(`[${u},${'['.repeat(5_000)}`),
    () => encode(`{"__proto__":{"isPolluted":true},"u":"${u}","n":"wrong-${u}","k":null,"parts":[]}`),
  ]
  return (kinds[Number(u) % kinds.length] as () => Uint8Array)()
}
