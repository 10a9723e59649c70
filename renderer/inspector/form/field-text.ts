import { explainIssues } from '../../../shared/graph/explain.ts'
import { createNearest } from '../../../shared/graph/nearest.ts'
import { isPlaceholder, readPlaceholders } from '../../../shared/graph/placeholders.ts'
import type { FormField } from './form-model.ts'
import { jsonFrom, jsonProblem, jsonTextOf } from './json-text.ts'

/** True for a text that is filled in from a parameter or a secret when the pipeline starts. */
export function holdsParameter(value: unknown): boolean {
  return typeof value === 'string' && readPlaceholders(value).some(isPlaceholder)
}

/** How a value stands in an input. */
export function toText(field: FormField, value: unknown): string {
  if (value === undefined || value === null) return ''
  if (field.control === 'json') return jsonTextOf(field, value)
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/**
 * What a typed text means as a value of the field. Empty means "left out" (undefined). A text that does not fit is kept
 * as it was typed, so that it stays visible and `check` can name it.
 */
export function fromText(field: FormField, text: string): unknown {
  if (text.trim() === '') return undefined
  if (field.control === 'number') return numberFrom(text)
  return field.control === 'json' && jsonProblem(field, text) === null ? jsonFrom(field, text) : text
}

/** The sentence under a field whose value does not fit; null when it fits or cannot be judged before the start. */
export function sentenceFor(field: FormField, value: unknown): string | null {
  if (value === undefined || holdsParameter(value)) return null
  const parsed = field.schema.safeParse(value)
  if (parsed.success) return null
  const about = {
    schema: field.schema,
    value,
    subject: field.texts.title,
    noun: 'field',
    base: [],
    nearest: createNearest(),
  }
  return explainIssues(parsed.error.issues, about)[0]?.message ?? null
}

function numberFrom(text: string): unknown {
  const number = Number(text.trim().replaceAll('_', ''))
  return Number.isFinite(number) ? number : text
}
