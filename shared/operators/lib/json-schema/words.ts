import { quote } from '../../../graph/nearest.ts'
import { describeValue } from '../expression-failures.ts'
import { stringifyJson } from '../json.ts'

/** One broken rule as a schema checker tells it (the form of ajv's errors). */
export interface Fault {
  readonly keyword: string
  /** JSON pointer into the value. */
  readonly instancePath: string
  readonly params: Readonly<Record<string, unknown>>
  readonly message?: string
  /** What stands there. */
  readonly data?: unknown
  /** The rule's own value in the schema. */
  readonly schema?: unknown
  /** When the name of a field is to blame, not its value. */
  readonly propertyName?: string
}

/** One broken rule in words. */
export interface Problem {
  /** As an expression would name it: `value.items[0].sku`. */
  readonly path: string
  /** The keyword of the schema. */
  readonly rule: string
  readonly problem: string
}

/** Names of the path that are shown, at most, and letters of each. */
const mostNames = 12
const longestName = 60

export function problemOf(fault: Fault): Problem {
  const { keyword, params } = fault
  const names = namesOf(fault.instancePath)
  const own = params.missingProperty ?? params.additionalProperty ?? params.unevaluatedProperty
  const path = pathText(typeof own === 'string' ? [...names, own] : names)
  const say = Object.hasOwn(sentences, keyword) ? sentences[keyword] : undefined
  const problem = say?.(fault) ?? fault.message ?? 'does not fit'
  const subject =
    fault.propertyName === undefined ? problem : `has a field ${quote(fault.propertyName)} whose name ${problem}`
  return { path, rule: keyword, problem: subject }
}

const limit =
  (words: string) =>
  ({ params, data }: Fault) =>
    `must be ${words} ${String(params.limit)}, not ${describeValue(data)}`
const size =
  (words: string, unit: string) =>
  ({ params }: Fault) =>
    `must have at ${words} ${String(params.limit)} ${unit}`

const sentences: Readonly<Record<string, (fault: Fault) => string>> = {
  required: () => 'is missing',
  dependentRequired: ({ params }) => `is missing, and ${quote(String(params.property))} needs it`,
  additionalProperties: () => 'is not allowed',
  unevaluatedProperties: () => 'is not allowed',
  unevaluatedItems: ({ params }) => `must not have more than ${String(params.limit)} entries`,
  type: ({ params, data }) => `must be ${typeWords(params.type)}, not ${describeValue(data)}`,
  enum: ({ params, data }) => `must be ${choices(params.allowedValues)}, not ${describeValue(data)}`,
  const: ({ params, data }) => `must be ${short(params.allowedValue)}, not ${describeValue(data)}`,
  minimum: limit('at least'),
  maximum: limit('at most'),
  exclusiveMinimum: limit('more than'),
  exclusiveMaximum: limit('less than'),
  multipleOf: ({ params, data }) => `must be a multiple of ${String(params.multipleOf)}, not ${describeValue(data)}`,
  minLength: size('least', 'characters'),
  maxLength: size('most', 'characters'),
  minItems: size('least', 'entries'),
  maxItems: size('most', 'entries'),
  minProperties: size('least', 'fields'),
  maxProperties: size('most', 'fields'),
  pattern: ({ params, data }) => `must match ${short(params.pattern)}, not be ${describeValue(data)}`,
  format: ({ params, data }) => `must be written as ${String(params.format)}, not ${describeValue(data)}`,
  uniqueItems: ({ params }) => `has the same entry at ${String(params.j)} and ${String(params.i)}`,
  contains: ({ params }) => `must have at least ${String(params.minContains ?? 1)} entries of the asked kind`,
  not: () => 'must not be like this',
  anyOf: () => 'fits none of the forms allowed here',
  oneOf: ({ params }) =>
    params.passingSchemas === null
      ? 'fits none of the forms allowed here'
      : 'fits more than one of forms of which it may fit one',
  'false schema': () => 'is not allowed',
}

const types: Readonly<Record<string, string>> = {
  null: 'null',
  boolean: 'true or false',
  object: 'an object',
  array: 'a list',
  number: 'a number',
  string: 'text',
  integer: 'a whole number',
}

function typeWords(type: unknown): string {
  const names = Array.isArray(type) ? type : [type]
  return names.map((name) => types[String(name)] ?? String(name)).join(' or ')
}

function choices(values: unknown): string {
  const all: readonly unknown[] = Array.isArray(values) ? values : [values]
  const more = all.length > 8 ? ` or one of ${all.length - 8} more` : ''
  return all.slice(0, 8).map(short).join(', ') + more
}

function short(value: unknown): string {
  const text = stringifyJson(value)
  return text.length > longestName ? `${text.slice(0, longestName)}…` : text
}

function namesOf(pointer: string): readonly string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'))
}

function pathText(names: readonly string[]): string {
  const shown = names.slice(0, mostNames).map((name) => {
    if (/^\d{1,9}$/.test(name)) return `[${name}]`
    if (/^[A-Za-z_]\w{0,59}$/.test(name)) return `.${name}`
    return `[${JSON.stringify(name.length > longestName ? `${name.slice(0, longestName)}…` : name)}]`
  })
  return `value${shown.join('')}${names.length > mostNames ? '…' : ''}`
}
