import type { ScriptMessage } from '../../engine/ports.ts'
import { Form, formOf, withOwnBytes } from './plain-data.ts'

// The code runs in the same realm as the child's half of this file and may put others in their place.
const { parse, stringify } = JSON

/** A list of values on its way to the other process. */
export interface Packed {
  /** A JSON list; null stands where the value is among the cloned. */
  readonly text: string
  readonly cloned: readonly (readonly [index: number, value: unknown])[]
}

/** None of the values may be foreign. */
export function pack(values: readonly unknown[]): Packed {
  const cloned: [number, unknown][] = []
  for (let index = 0; index < values.length; index++) {
    const value = values[index]
    if (formOf(value) !== Form.json) cloned.push([index, value instanceof Uint8Array ? asBytes(value) : value])
  }
  if (cloned.length === 0) return { text: stringify(values), cloned }
  const rest = values.slice()
  for (const [index] of cloned) rest[index] = null
  return { text: stringify(rest), cloned }
}

export function unpack({ text, cloned }: Packed): unknown[] {
  const values = parse(text) as unknown[]
  for (const [index, value] of cloned) values[index] = value
  return values
}

/** A Buffer would arrive as one; the code is promised bytes. */
function asBytes(value: Uint8Array): Uint8Array {
  return value.constructor === Uint8Array ? value : new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
}

export interface PackedMessages {
  /** All but the values, as a JSON list of rows. */
  readonly rows: string
  readonly values: Packed
}

export function packMessages(messages: readonly ScriptMessage[]): PackedMessages {
  return { rows: stringify(messages.map(rowOf)), values: pack(messages.map(({ value }) => value)) }
}

export function unpackMessages({ rows, values }: PackedMessages): ScriptMessage[] {
  const all = unpack(values)
  return (parse(rows) as Row[]).map((row, index) => messageOf(row, all[index]))
}

type Row = ReturnType<typeof rowOf>

function rowOf(message: ScriptMessage) {
  const { key, properties, topic, partitionKey, orderingKey, eventTime, sequenceId, deliverAt } = message
  const { messageId, publishTime, redeliveryCount } = message
  return [
    key,
    properties,
    topic,
    partitionKey,
    orderingKey,
    eventTime,
    sequenceId,
    deliverAt,
    messageId,
    publishTime,
    redeliveryCount,
  ] as const
}

function messageOf(row: Row, value: unknown): ScriptMessage {
  return {
    value,
    key: row[0],
    properties: row[1],
    topic: row[2],
    partitionKey: row[3],
    orderingKey: row[4],
    eventTime: row[5],
    sequenceId: row[6],
    deliverAt: row[7],
    messageId: row[8],
    publishTime: row[9],
    redeliveryCount: row[10],
  }
}

export interface PackedStates {
  readonly keys: readonly string[]
  readonly states: Packed
}

export function packStates(states: ReadonlyMap<string, unknown>): PackedStates {
  return { keys: [...states.keys()], states: pack([...states.values()]) }
}

/** They are kept, so they get bytes of their own. */
export function unpackStates({ keys, states }: PackedStates): Map<string, unknown> {
  const cloned = states.cloned.map(([index, state]) => [index, withOwnBytes(state)] as const)
  const all = unpack({ ...states, cloned })
  return new Map(keys.map((key, index) => [key, all[index]]))
}
