import type { Failure } from '../../../shared/ipc/failure.ts'
import type { MessageParts } from '../../../shared/message.ts'
import type { ScriptResult } from '../../engine/ports.ts'
import { type Packed, type PackedMessages, type PackedStates, pack, unpack } from './pack.ts'

/** What the engine tells the code's process. `load` comes once and first; then one `work` at a time. */
export type ToChild = LoadRequest | WorkRequest

export interface LoadRequest {
  readonly kind: 'load'
  readonly source: string
  readonly language: 'javascript' | 'typescript'
  readonly outputs: readonly string[]
  /** For one message, milliseconds. */
  readonly timeoutMs: number
  /** Of the whole process, bytes. */
  readonly processMemory: number
  /** The process whose end ends this one too. */
  readonly parent: number
}

export interface WorkRequest {
  readonly kind: 'work'
  /** A number of its own for each request of a process. */
  readonly batch: number
  readonly messages: PackedMessages
  readonly states: PackedStates
  readonly now: number
  /** Notes and answers every message by itself, so that a death names the one that is to blame. Slow. */
  readonly careful: boolean
}

/** What the code's process tells the engine. */
export type FromChild =
  | { readonly kind: 'loaded' }
  | { readonly kind: 'not-loaded'; readonly failure: Failure }
  | { readonly kind: 'log'; readonly level: 'info' | 'warn' | 'error'; readonly line: string }
  | ResultsNote
  /** The message at `at` left a state that is not plain data. What came after it counts for nothing. */
  | { readonly kind: 'refused'; readonly batch: number; readonly at: number; readonly failure: Failure }

/** Results of the messages after those answered before, and the states as they stand after them. */
export interface ResultsNote {
  readonly kind: 'results'
  readonly batch: number
  readonly results: PackedResults
  readonly states: PackedStates
  readonly isLast: boolean
}

/** File descriptor of the child on which it notes which message is worked on: lines of `word batch index`, written at once. */
export const notesDescriptor = 4

export interface PackedResults {
  /** JSON list of rows; the values of their outputs stand in `values`, in order. */
  readonly rows: string
  readonly values: Packed
}

export type ResultRow = { readonly outputs: readonly OutputRow[] } | { readonly failure: Failure }

interface OutputRow {
  readonly port: string
  readonly parts: Partial<Omit<MessageParts, 'value'>>
  readonly hasValue: boolean
}

const { parse, stringify } = JSON

export function packResults(results: readonly ScriptResult[]): PackedResults {
  const values: unknown[] = []
  const rows = results.map((result): ResultRow => {
    if ('failure' in result) return result
    return { outputs: result.outputs.map(({ port, message }) => outputRow(port, message, values)) }
  })
  return { rows: stringify(rows), values: pack(values) }
}

function outputRow(port: string, { value, ...parts }: Partial<MessageParts>, values: unknown[]): OutputRow {
  if (value !== undefined) values.push(value)
  return { port, parts, hasValue: value !== undefined }
}

export function unpackResults({ rows, values }: PackedResults): ScriptResult[] {
  const all = unpack(values)
  let next = 0
  return (parse(rows) as ResultRow[]).map((row): ScriptResult => {
    if ('failure' in row) return row
    const outputs = row.outputs.map(({ port, parts, hasValue }) => ({
      port,
      message: hasValue ? { ...parts, value: all[next++] } : parts,
    }))
    return { outputs }
  })
}
