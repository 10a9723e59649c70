import type { TapRow } from '../../../shared/run/tap.ts'
import { pathText } from '../../messages/columns.ts'
import { readValue } from '../../messages/row-value.ts'
import { visibleLine } from '../../messages/visible-text.ts'

/** Something that can be put at the caret. */
export interface Suggestion {
  readonly text: string
  /** What it is, in a few words. */
  readonly detail: string
}

/** The name that is being typed, and where it begins. */
export interface Word {
  readonly text: string
  readonly start: number
}

/** Suggestions shown at once. */
const most = 8

const deepest = 4

/** The path or name before the caret; null inside a quoted text, and in a template outside of its holes. */
export function wordBefore(text: string, caret: number, isTemplate: boolean): Word | null {
  const before = text.slice(0, caret)
  const code = isTemplate ? insideHole(before) : before
  if (code === null || isInsideQuotes(code)) return null
  const word = /[A-Za-z_][\w.[\]]*$/.exec(code)?.[0] ?? ''
  return { text: word, start: caret - word.length }
}

/** What fits the word: names that begin with it first, then those that hold its last part. */
export function complete(word: string, candidates: readonly Suggestion[]): readonly Suggestion[] {
  const wanted = word.toLowerCase()
  const last = wanted.slice(wanted.lastIndexOf('.') + 1)
  const begins = candidates.filter(({ text }) => text.toLowerCase().startsWith(wanted))
  const holds = last === '' ? [] : candidates.filter(({ text }) => text.toLowerCase().includes(last))
  const found = [...new Set([...begins, ...holds])].filter(({ text }) => text !== word)
  return found.slice(0, most)
}

/** The text with the suggestion in place of the word, and where the caret goes: between the brackets of a function. */
export function insert(
  text: string,
  word: Word,
  caret: number,
  suggestion: Suggestion,
): { text: string; caret: number } {
  const end = word.start + suggestion.text.length
  return {
    text: text.slice(0, word.start) + suggestion.text + text.slice(caret),
    caret: suggestion.text.endsWith('()') ? end - 1 : end,
  }
}

/** The fields really seen in these rows, as paths an expression can use, with the newest value as their detail. */
export function fieldsSeen(rows: readonly TapRow[]): Suggestion[] {
  const seen = new Map<string, string>()
  for (const row of rows.toReversed()) {
    walk(readValue(row.value).value, ['value'], seen)
    for (const [name, value] of Object.entries(row.properties)) note(seen, ['properties', name], value)
  }
  return [...seen].map(([text, detail]) => ({ text, detail }))
}

function walk(value: unknown, path: readonly string[], seen: Map<string, string>): void {
  if (Array.isArray(value)) {
    note(seen, path, value)
    if (value.length > 0) walk(value[0], [...path, '0'], seen)
  } else if (typeof value === 'object' && value !== null) {
    if (path.length > deepest) return
    for (const [name, member] of Object.entries(value)) walk(member, [...path, name], seen)
  } else if (path.length > 1) {
    note(seen, path, value)
  }
}

function note(seen: Map<string, string>, path: readonly string[], value: unknown): void {
  const text = pathText(path)
  if (!seen.has(text)) seen.set(text, Array.isArray(value) ? `list of ${value.length}` : preview(value))
}

function preview(value: unknown): string {
  const text = typeof value === 'string' ? `"${value}"` : String(value)
  return visibleLine(text.length > 24 ? `${text.slice(0, 23)}…` : text)
}

function insideHole(before: string): string | null {
  const open = before.lastIndexOf('{')
  return open === -1 || before.indexOf('}', open) !== -1 || before[open - 1] === '{' ? null : before.slice(open + 1)
}

function isInsideQuotes(code: string): boolean {
  let quote: string | null = null
  for (let at = 0; at < code.length; at += 1) {
    const character = code[at]!
    if (quote !== null && character === '\\') at += 1
    else if (quote !== null) quote = character === quote ? null : quote
    else if (character === '"' || character === "'") quote = character
  }
  return quote !== null
}
