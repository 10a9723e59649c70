import type * as z from 'zod'
import type { Fix } from './diagnostic.ts'
import { didYouMean, listNames, type Nearest, quote } from './nearest.ts'
import { toPointer } from './patch.ts'
import { keysAt } from './schema-walk.ts'

export type FieldPath = readonly (string | number)[]

/** What the issues are about. */
export interface Explained {
  /** The schema that refused, and the value it refused. */
  readonly schema: z.ZodType
  readonly value: unknown
  /** The value before parameters were put in: what fixes move about. The value itself when left out. */
  readonly written?: unknown
  /** Begins each sentence: `The step "keep"`. */
  readonly subject: string
  /** What a key of the value is called: `option`. */
  readonly noun: string
  /** Where the value stands in the document, for the patches of fixes. */
  readonly base: FieldPath
  readonly nearest: Nearest
}

/** One refusal in plain words. `path` leads into the value. */
export interface Finding {
  readonly code: string
  readonly path: FieldPath
  readonly message: string
  readonly fix?: Fix
}

type Issue = z.core.$ZodIssue
type Explain<Code extends Issue['code']> = (
  issue: Extract<Issue, { code: Code }>,
  about: Explained,
) => readonly Finding[]

/** Turns what zod found into sentences with field path, nearest names and fixes. Values are quoted only where a choice was to be made. */
export function explainIssues(issues: readonly Issue[], about: Explained): readonly Finding[] {
  return issues.flatMap((issue) => (explanations[issue.code] as Explain<Issue['code']>)(issue, about))
}

const explanations: { readonly [Code in Issue['code']]: Explain<Code> } = {
  invalid_type: explainType,
  invalid_value: (issue, about) => explainChoice(pathOf(issue), issue.values.map(String), about),
  unrecognized_keys: (issue, about) => issue.keys.map((key) => explainUnknownKey([...pathOf(issue), key], about)),
  too_small: (issue, about) => [explainRange(issue, issue.minimum, issue.inclusive ?? true, 'at least', about)],
  too_big: (issue, about) => [explainRange(issue, issue.maximum, issue.inclusive ?? true, 'at most', about)],
  invalid_union: explainUnion,
  invalid_format: (issue, about) => [
    explainInvalid(issue, `must be written as ${issue.pattern ?? issue.format}`, about),
  ],
  not_multiple_of: (issue, about) => [explainInvalid(issue, `must be a multiple of ${issue.divisor}`, about)],
  invalid_key: (issue, about) => [explainInvalid(issue, 'has a key that is not allowed', about)],
  invalid_element: (issue, about) => [explainInvalid(issue, 'has an entry that is not allowed', about)],
  custom: (issue, about) => [explainInvalid(issue, 'is not allowed like this', about)],
}

const typeWords: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  null: 'null',
}

function explainType(issue: Extract<Issue, { code: 'invalid_type' }>, about: Explained): Finding[] {
  const path = pathOf(issue)
  const value = valueAt(about.value, path)
  if (value === undefined) return [explainMissing(path, about)]
  const expected = typeWords[issue.expected] ?? issue.expected
  const message = `${name(path, about)} must be ${expected}, not ${kindOf(value)}.`
  return [{ code: 'SLUICE-FIELD-TYPE', path, message, ...replaceFix(path, convert(value, issue.expected), about) }]
}

function explainMissing(path: FieldPath, about: Explained): Finding {
  const key = quote(String(path.at(-1)))
  const inside = path.length > 1 ? ` in ${quote(toText(path.slice(0, -1)))}` : ''
  return { code: 'SLUICE-FIELD-MISSING', path, message: `${about.subject} needs the ${about.noun} ${key}${inside}.` }
}

function explainChoice(path: FieldPath, choices: readonly string[], about: Explained): Finding[] {
  const value = valueAt(about.value, path)
  if (value === undefined) return [explainMissing(path, about)]
  const shown = typeof value === 'string' ? quote(value) : kindOf(value)
  const meant = typeof value === 'string' ? about.nearest(value, choices) : null
  const message = `${name(path, about)} must be ${listNames(choices, 'or')}, not ${shown}.${didYouMean(meant)}`
  const suggestion = meant ?? (choices.length === 1 ? choices[0] : undefined)
  return [{ code: 'SLUICE-FIELD-CHOICE', path, message, ...replaceFix(path, suggestion, about) }]
}

function explainUnknownKey(path: FieldPath, about: Explained): Finding {
  const key = String(path.at(-1))
  const parent = path.slice(0, -1)
  const present = (valueAt(about.value, parent) ?? {}) as object
  const known = keysAt(about.schema, parent)
  const meant = about.nearest(
    key,
    known.filter((candidate) => !Object.hasOwn(present, candidate)),
  )
  const message = `${about.subject} has no ${about.noun} ${quote(toText(path))}.${didYouMean(meant)}`
  const remove = { op: 'remove' as const, path: toPointer([...about.base, ...path]) }
  if (meant === null) {
    const choices = known.length > 0 ? ` There is ${listNames(known)}.` : ''
    return {
      code: 'SLUICE-FIELD-UNKNOWN',
      path,
      message: message + choices,
      fix: { title: `Remove ${quote(key)}`, patch: [remove] },
    }
  }
  const add = {
    op: 'add' as const,
    path: toPointer([...about.base, ...parent, meant]),
    value: valueAt(about.written ?? about.value, path),
  }
  return {
    code: 'SLUICE-FIELD-UNKNOWN',
    path,
    message,
    fix: { title: `Rename to ${quote(meant)}`, patch: [remove, add] },
  }
}

type RangeIssue = Extract<Issue, { code: 'too_small' | 'too_big' }>

function explainRange(
  issue: RangeIssue,
  bound: number | bigint,
  inclusive: boolean,
  side: string,
  about: Explained,
): Finding {
  const path = pathOf(issue)
  const code = 'SLUICE-FIELD-RANGE'
  const isCount =
    issue.origin === 'string' || issue.origin === 'array' || issue.origin === 'set' || issue.origin === 'file'
  if (isCount && side === 'at least' && Number(bound) === 1)
    return { code, path, message: `${name(path, about)} must not be empty.` }
  if (isCount) {
    const unit = issue.origin === 'string' ? 'letters' : 'entries'
    return { code, path, message: `${name(path, about)} must have ${side} ${bound} ${unit}.` }
  }
  const words = inclusive ? side : side === 'at least' ? 'more than' : 'less than'
  const value = valueAt(about.value, path)
  const message = `${name(path, about)} must be ${words} ${bound}, not ${typeof value === 'number' ? value : kindOf(value)}.`
  return { code, path, message, ...replaceFix(path, inclusive ? Number(bound) : undefined, about) }
}

function explainUnion(issue: Extract<Issue, { code: 'invalid_union' }>, about: Explained): readonly Finding[] {
  const path = pathOf(issue)
  const options = (issue as { readonly options?: readonly unknown[] }).options
  if (options !== undefined) return explainChoice(path, options.map(String), about)
  const close = issue.errors.filter((branch) => !branch.some(refusesOutright)).sort((a, b) => a.length - b.length)[0]
  if (close !== undefined)
    return explainIssues(
      close.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] })),
      about,
    )
  return explainAlternatives(path, issue.errors.flat().filter(refusesOutright), about)
}

/** None of a union's forms fits even from afar: names them all. */
function explainAlternatives(path: FieldPath, issues: readonly Issue[], about: Explained): readonly Finding[] {
  const choices = issues.flatMap((issue) => (issue.code === 'invalid_value' ? issue.values.map(String) : []))
  const value = valueAt(about.value, path)
  if (value === undefined || (typeof value === 'string' && choices.length > 0))
    return explainChoice(path, choices, about)
  const types = issues.flatMap((issue) =>
    issue.code === 'invalid_type' ? [typeWords[issue.expected] ?? issue.expected] : [],
  )
  const expected = [...new Set([...types, ...choices.map(quote)])].join(' or ')
  return [
    { code: 'SLUICE-FIELD-TYPE', path, message: `${name(path, about)} must be ${expected}, not ${kindOf(value)}.` },
  ]
}

function refusesOutright(issue: Issue): boolean {
  return issue.path.length === 0 && (issue.code === 'invalid_type' || issue.code === 'invalid_value')
}

/** For rules that a schema states in its own words: these win over the general sentence. */
function explainInvalid(issue: Issue, general: string, about: Explained): Finding {
  const path = pathOf(issue)
  const isAuthored = !/^Invalid/.test(issue.message)
  const message = isAuthored ? `${name(path, about)}: ${issue.message}` : `${name(path, about)} ${general}.`
  return { code: 'SLUICE-FIELD-INVALID', path, message }
}

function replaceFix(path: FieldPath, value: unknown, about: Explained): { fix?: Fix } {
  if (value === undefined) return {}
  const patch = [{ op: 'replace' as const, path: toPointer([...about.base, ...path]), value }]
  return { fix: { title: `Use ${JSON.stringify(value)}`, patch } }
}

/** The same value in the expected type, where nothing has to be guessed. */
function convert(value: unknown, expected: string): unknown {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  if (expected === 'number' && typeof number === 'number' && Number.isFinite(number)) return number
  if (expected === 'int' && typeof number === 'number' && Number.isFinite(number)) return Math.round(number)
  if (expected === 'boolean' && (value === 'true' || value === 'false')) return value === 'true'
  if (expected === 'string' && (typeof value === 'number' || typeof value === 'boolean')) return String(value)
  if (expected === 'array' && typeof value === 'string') return [value]
  return undefined
}

function pathOf(issue: Issue): FieldPath {
  return issue.path.map((step) => (typeof step === 'number' ? step : String(step)))
}

function name(path: FieldPath, about: Explained): string {
  return path.length === 0 ? about.subject : `${about.subject}: the ${about.noun} ${quote(toText(path))}`
}

/** `['fields', 0, 'path']` → `fields[0].path` */
export function toText(path: FieldPath): string {
  return path.map((step, index) => (typeof step === 'number' ? `[${step}]` : index === 0 ? step : `.${step}`)).join('')
}

export function valueAt(value: unknown, path: FieldPath): unknown {
  return path.reduce<unknown>((current, step) => {
    const isObject = typeof current === 'object' && current !== null
    return isObject && Object.hasOwn(current, step) ? (current as Record<string | number, unknown>)[step] : undefined
  }, value)
}

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'boolean') return String(value)
  return typeWords[typeof value] ?? typeof value
}
