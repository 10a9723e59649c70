import { fail } from '../../shared/ipc/failure.ts'
import type { Message } from '../../shared/message.ts'
import { compileCel } from '../../shared/operators/lib/cel.ts'
import { parseJson } from '../../shared/operators/lib/json.ts'
import { nodeTextCodec } from './node-text-codec.ts'

/** Whether a message is to be shown. Throws when that cannot be told. */
export type MessageFilter = (message: Message) => boolean

/**
 * A filter for looking at messages: a CEL condition. Payloads that are still bytes are read as JSON for it, where they are
 * JSON. Throws `SLUICE-EXPRESSION-SYNTAX` for a wrong text; null for none or an empty one.
 */
export function compileFilter(text: string | undefined): MessageFilter | null {
  if (text === undefined || text.trim() === '') return null
  const program = compileCel(text, { now: Date.now })
  return (message) => {
    const holds = program.evaluate(decoded(message))
    if (typeof holds === 'boolean') return holds
    throw fail('SLUICE-FILTER-TYPE', `The filter must be true or false; it is ${typeof holds} here.`)
  }
}

function decoded(message: Message): Message {
  if (!(message.value instanceof Uint8Array)) return message
  try {
    return { ...message, value: parseJson(nodeTextCodec.decode(message.value)) }
  } catch {
    return message
  }
}
