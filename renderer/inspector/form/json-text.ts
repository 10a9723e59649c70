import * as z from 'zod'
import { isPlaceholder, readPlaceholders } from '../../../shared/graph/placeholders.ts'
import { unwrap } from '../../../shared/graph/schema-walk.ts'
import type { FormField } from './form-model.ts'

/** True where the JSON is kept as the text it was typed as, an Avro schema for one. */
export function keepsJsonAsText(field: FormField): boolean {
  return unwrap(field.schema) instanceof z.ZodString
}

/**
 * Why a typed text cannot be the value of a JSON field, as a sentence; null when it can, and for every other field. A parameter
 * may stand for the whole value, and anywhere in JSON that is kept as text: that is judged when it is filled in.
 */
export function jsonProblem(field: FormField, text: string): string | null {
  if (field.control !== 'json' || text.trim() === '' || isLeftToStart(field, text)) return null
  try {
    JSON.parse(text)
    return null
  } catch (error) {
    return `${field.texts.title} is not JSON: ${inWords(error as SyntaxError)}. Until it is, the value before it counts.`
  }
}

/** How a value stands in a JSON field: a text in quotes, unless it is one that was never JSON. */
export function jsonTextOf(field: FormField, value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value, null, 2)
  if (keepsJsonAsText(field) || isLeftToStart(field, value)) return value
  return field.schema.safeParse(value).success ? JSON.stringify(value) : value
}

/** The value that a text without a `jsonProblem` means. */
export function jsonFrom(field: FormField, text: string): unknown {
  return keepsJsonAsText(field) || isLeftToStart(field, text) ? text : JSON.parse(text)
}

function isLeftToStart(field: FormField, text: string): boolean {
  const parts = readPlaceholders(text.trim())
  return keepsJsonAsText(field) ? parts.some(isPlaceholder) : parts.length === 1 && isPlaceholder(parts[0]!)
}

/** The parser's message without what the reader sees anyway: the text itself, and the position beside line and column. */
function inWords({ message }: SyntaxError): string {
  const short = message
    .replace(/, (?:\.{3})?".*is not valid JSON$/s, '')
    .replace(/ in JSON at position \d+(?: \(line (\d+) column (\d+)\))?/, (_, line?: string, column?: string) =>
      line === undefined ? '' : ` in line ${line}, column ${column}`,
    )
    .replace('end of JSON input', 'end')
  return short.charAt(0).toLowerCase() + short.slice(1)
}
