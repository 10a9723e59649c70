import { webTextCodec } from '../operators/lib/text-codec.ts'
import type { Diagnostic, Place } from './diagnostic.ts'
import { explainIssues } from './explain.ts'
import { type JsonReading, readJson } from './json-reader.ts'
import { createLocator, positionOf } from './locate.ts'
import { migrate } from './migrations.ts'
import { createNearest } from './nearest.ts'
import { documentSchema, type GraphDocument } from './schema.ts'

/** What a file may be at most. Checked before anything is validated, so that hostile files cost little. */
export const documentCaps = {
  /** UTF-8. */
  bytes: 5 * 1024 * 1024,
  depth: 64,
  nodes: 20_000,
} as const

export type ParseResult =
  | {
      readonly document: GraphDocument
      /** Names of the format changes that were made on the way; empty for a current file. */
      readonly migrated: readonly string[]
      readonly diagnostics?: undefined
    }
  | { readonly document?: undefined; readonly migrated?: undefined; readonly diagnostics: readonly Diagnostic[] }

/** Reads the text of a pipeline file: JSON, caps, format, schema. Never throws; each diagnostic carries line and column. */
export function parseDocument(text: string): ParseResult {
  if (isTooLarge(text)) {
    const limit = documentCaps.bytes / 1024 / 1024
    return refuse(
      'SLUICE-FILE-TOO-LARGE',
      `The file is larger than ${limit} MB, which no pipeline needs. Is it the right file?`,
      {},
    )
  }
  const reading = readJson(text, { depth: documentCaps.depth })
  if (reading.problem)
    return refuse(reading.problem.code, reading.problem.message, positionOf(text, reading.problem.offset))
  const result = parseValue(reading)
  if (result.document) return result
  const locate = createLocator(text)
  return {
    diagnostics: result.diagnostics.map((found) => ({ ...found, place: { ...found.place, ...locate(found.place) } })),
  }
}

function parseValue({ value }: Extract<JsonReading, { problem?: undefined }>): ParseResult {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return refuse('SLUICE-FILE-FORMAT', 'This is not a Sluice pipeline: the file must hold one JSON object.', {})
  }
  const migrated = migrate(value as Record<string, unknown>)
  if (migrated.problem) return refuse(migrated.problem.code, migrated.problem.message, { field: ['format'] })
  const { nodes } = migrated.document
  if (Array.isArray(nodes) && nodes.length > documentCaps.nodes) {
    const message = `The pipeline has ${nodes.length} nodes; ${documentCaps.nodes} is the most. Split it into several.`
    return refuse('SLUICE-FILE-TOO-MANY-NODES', message, { field: ['nodes'] })
  }
  const parsed = documentSchema.safeParse(migrated.document)
  if (parsed.success) return { document: parsed.data, migrated: migrated.applied }
  return { diagnostics: explainDocument(parsed.error.issues, migrated.document) }
}

function explainDocument(issues: Parameters<typeof explainIssues>[0], value: unknown): readonly Diagnostic[] {
  const about = {
    schema: documentSchema,
    value,
    subject: 'The pipeline',
    noun: 'field',
    base: [],
    nearest: createNearest(),
  }
  return explainIssues(issues, about).map(({ path, ...finding }) => ({
    ...finding,
    severity: 'error',
    place: { field: [...path] },
  }))
}

function isTooLarge(text: string): boolean {
  if (text.length > documentCaps.bytes) return true
  return text.length * 3 > documentCaps.bytes && webTextCodec.encode(text).length > documentCaps.bytes
}

function refuse(code: string, message: string, place: Place): ParseResult {
  return { diagnostics: [{ code, severity: 'error', message, place }] }
}
