import type { MessageParts } from '../../../../shared/message.ts'
import type { ScriptMessage, ScriptOutput } from '../../../engine/ports.ts'
import { describeForeign, Form, formOf } from '../plain-data.ts'
import { CodeFailure } from './code-failure.ts'

type Parts = Record<string, unknown>

const isText = (value: unknown) => typeof value === 'string'
const isTextOrNull = (value: unknown) => value === null || typeof value === 'string'
const isNumberOrNull = (value: unknown) => value === null || Number.isFinite(value)

/** What each part of a returned message must be, and how to say so. */
const partRules: Readonly<Record<keyof MessageParts, readonly [holds: (value: unknown) => boolean, words: string]>> = {
  value: [() => true, 'plain data'],
  key: [isTextOrNull, 'a text or null'],
  properties: [isTextRecord, 'an object whose values are texts'],
  topic: [isTextOrNull, 'a text or null'],
  partitionKey: [isTextOrNull, 'a text or null'],
  orderingKey: [isTextOrNull, 'a text or null'],
  eventTime: [isNumberOrNull, 'milliseconds or null'],
  sequenceId: [isNumberOrNull, 'a number or null'],
  deliverAt: [isNumberOrNull, 'milliseconds or null'],
}

const partNames = Object.keys(partRules) as (keyof MessageParts)[]
/** A message also knows these; they come back when it is spread, and cannot be changed. */
const ignoredParts = new Set(['port', 'messageId', 'publishTime', 'redeliveryCount'])
const knownParts = new Set([...partNames, ...ignoredParts])

const allowed =
  'Return the message, an object with some of its parts ({ value, key, properties, … }), a list of such, or null for nothing'

/** What the code returned for a message, as outputs. Throws SLUICE-CODE-RESULT when it is not what code may return. */
export function outputsOf(returned: unknown, input: ScriptMessage, ports: ReadonlySet<string>): ScriptOutput[] {
  if (returned === null || returned === undefined) return []
  if (!Array.isArray(returned)) return [outputOf(returned, 'it', input, ports)]
  return returned.map((one, index) => outputOf(one, `[${index}] of it`, input, ports))
}

function outputOf(returned: unknown, name: string, input: ScriptMessage, ports: ReadonlySet<string>): ScriptOutput {
  if (typeof returned !== 'object' || returned === null || Array.isArray(returned) || returned instanceof Uint8Array) {
    throw wrongResult(`${name} is ${kindOf(returned)}. ${allowed}.`)
  }
  const parts = returned as Parts
  refuseUnknown(parts, name)
  return { port: portOf(parts, name, ports), message: changedParts(parts, name, input) }
}

function refuseUnknown(parts: Parts, name: string): void {
  const unknown = Object.keys(parts).filter((part) => !knownParts.has(part))
  if (unknown.length === 0) return
  const some = unknown.slice(0, 3).join(', ')
  throw wrongResult(
    `${name} has ${some}, which no message has. Data belongs into value: return { value: { ${some} } }.`,
  )
}

function portOf(parts: Parts, name: string, ports: ReadonlySet<string>): string {
  const { port = 'out' } = parts
  if (typeof port === 'string' && ports.has(port)) return port
  const known = [...ports].join(', ')
  throw wrongResult(`${name} asks for port ${String(port)}, and there is ${known}. Add it to the outputs of the step.`)
}

/** The value, and what differs from the input. */
function changedParts(parts: Parts, name: string, input: ScriptMessage): Partial<MessageParts> {
  const changed: Parts = {}
  for (const part of partNames) {
    const value = parts[part]
    if (value === undefined || (part !== 'value' && isSame(value, input[part]))) continue
    const [holds, words] = partRules[part]
    if (!holds(value)) throw wrongResult(`${part} of ${name} is ${kindOf(value)}; it must be ${words}.`)
    changed[part] = value
  }
  if (formOf(changed.value) === Form.foreign) {
    throw wrongResult(
      `${describeForeign(changed.value, 'value')}. A value is plain data; turn it into a text, a number or an object.`,
    )
  }
  return changed as Partial<MessageParts>
}

/** An object may have been changed in place. */
function isSame(part: unknown, given: unknown): boolean {
  return part === given && (typeof part !== 'object' || part === null)
}

function isTextRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every(isText)
}

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  if (value instanceof Uint8Array) return 'bytes'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

function wrongResult(what: string): CodeFailure {
  return new CodeFailure('SLUICE-CODE-RESULT', `What the code returned cannot be sent on: ${what}`)
}

/** Why a message failed; what the code threw becomes SLUICE-CODE-THREW with the line in its text. */
export function failureOf(thrown: unknown, lineOf: (stack: string) => number | null): CodeFailure {
  if (thrown instanceof CodeFailure) return thrown
  const line = lineOf(thrown instanceof Error ? String(thrown.stack) : '')
  const [where, detail] = line === null ? ['', undefined] : [` at line ${line}`, { line }]
  return new CodeFailure('SLUICE-CODE-THREW', `The code threw${where}: ${describeThrown(thrown)}`, detail)
}

const longestReason = 1_000

function describeThrown(thrown: unknown): string {
  const text = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown)
  return text.length > longestReason ? `${text.slice(0, longestReason)}…` : text
}
