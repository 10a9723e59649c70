import { Environment } from '@marcbachmann/cel-js'
import { fail } from '../../../ipc/failure.ts'
import { type StepVariable, stepVariables } from '../expression.ts'
import { parseJson, stringifyJson } from '../json.ts'
import { maxTextLength } from './limits.ts'
import { toPlain } from './result.ts'

/** Names an expression over a message sees, with the words that explain them in completion and docs. */
export const messageVariables = {
  value: { type: 'dyn', description: 'The payload: bytes until a Deserialize step, then its decoded form.' },
  key: { type: 'dyn', description: 'The key as text, or null.' },
  properties: { type: 'map<string, string>', description: 'The properties, all texts.' },
  topic: { type: 'dyn', description: 'The topic the message asks for, or else the one it came from.' },
  eventTime: { type: 'dyn', description: 'When it happened: milliseconds since 1970, or null.' },
  publishTime: { type: 'double', description: 'When it was published: milliseconds since 1970.' },
  redeliveryCount: { type: 'double', description: 'How often the broker has delivered it before.' },
  messageId: { type: 'string', description: 'Its id within the topic.' },
} as const

/** What we add to CEL's own functions. */
export const addedFunctions = {
  'now()': 'The time now, in milliseconds since 1970.',
  'isoTime(milliseconds)': 'A time as ISO text: `2026-01-01T00:00:00.000Z`.',
  'parseTime(text)': 'Milliseconds since 1970 of an ISO text.',
  'json(any)': 'A value as JSON text.',
  'parseJson(text)': 'The value that a JSON text describes.',
  'abs(x) ceil(x) floor(x) sqrt(x) pow(x, y)': 'As in arithmetic.',
  'round(x) round(x, digits)': 'Rounds half away from zero, to whole numbers or to digits after the point.',
  'min(x, y) max(x, y)': 'The lesser, the greater of two numbers.',
  'list.sum()': 'The sum of a list of numbers; 0 of an empty one.',
  'text.replace(part, other)': 'The text with every part replaced.',
} as const

/** The language without variables: CEL plus numbers as JSON has them, plus our functions. Clone it to declare variables. */
export function createLanguage(now: () => number): Environment {
  const language = new Environment({
    homogeneousAggregateLiterals: false,
    enableOptionalTypes: true,
    limits: { maxAstNodes: 1_000, maxDepth: 50 },
  })
  addMixedNumbers(language)
  addFunctions(language, now)
  return language
}

/**
 * An environment for expressions over messages, and over a step's own variables. Made once per clock and list of variables and
 * kept: making one is slow.
 */
export function messageEnvironment(now: () => number, variables: readonly StepVariable[] = []): Environment {
  const ofClock = environments.get(now) ?? new Map<string, Environment>()
  environments.set(now, ofClock)
  const known = ofClock.get(variables.join())
  if (known !== undefined) return known
  const environment = variables.length === 0 ? createMessageLanguage(now) : messageEnvironment(now).clone()
  for (const name of variables) environment.registerVariable(name, 'dyn', { description: stepVariables[name] })
  ofClock.set(variables.join(), environment)
  return environment
}

/** The names that were registered in an environment; CEL lists those of its types among them. */
export function declaredVariables(environment: Environment): readonly string[] {
  const builtIn = new Set(new Environment().getDefinitions().variables.map(({ name }) => name))
  const names = environment.getDefinitions().variables.map(({ name }) => name)
  return names.filter((name) => !builtIn.has(name))
}

const environments = new WeakMap<() => number, Map<string, Environment>>()

function createMessageLanguage(now: () => number): Environment {
  const language = createLanguage(now)
  for (const [name, { type, description }] of Object.entries(messageVariables)) {
    language.registerVariable(name, type, { description })
  }
  return language
}

/** JSON numbers are CEL doubles, written numbers are CEL integers: `value.n + 1` must work all the same. */
function addMixedNumbers(language: Environment): void {
  const arithmetic = {
    '+': (a: number, b: number) => a + b,
    '-': (a: number, b: number) => a - b,
    '*': (a: number, b: number) => a * b,
    '/': (a: number, b: number) => a / b,
    '%': (a: number, b: number) => a % b,
  }
  for (const [operator, compute] of Object.entries(arithmetic)) {
    language.registerOperator(`double ${operator} int: double`, (a: number, b: bigint) => compute(a, Number(b)))
    language.registerOperator(`int ${operator} double: double`, (a: bigint, b: number) => compute(Number(a), b))
  }
  language.registerOperator('double % double: double', arithmetic['%'])
  language.registerOperator('double == int: bool', (a: number, b: bigint) => a === Number(b))
}

function addFunctions(language: Environment, now: () => number): void {
  const add = (signature: string, handler: (...args: never[]) => unknown) =>
    language.registerFunction(signature, handler as (...args: unknown[]) => unknown, { async: false })
  add('now(): double', now)
  add('isoTime(dyn): string', (time: unknown) => isoTime(toNumber('isoTime', time)))
  add('parseTime(string): double', parseTime)
  add('json(dyn): string', (value: unknown) => stringifyJson(toPlain(value)))
  add('parseJson(string): dyn', (text: string) => parseJson(text))
  for (const name of ['abs', 'ceil', 'floor', 'sqrt'] as const) {
    add(`${name}(dyn): double`, (x: unknown) => Math[name](toNumber(name, x)))
  }
  for (const name of ['min', 'max', 'pow'] as const) {
    add(`${name}(dyn, dyn): double`, (x: unknown, y: unknown) => Math[name](toNumber(name, x), toNumber(name, y)))
  }
  add('round(dyn): double', (x: unknown) => round(toNumber('round', x), 0))
  add('round(dyn, int): double', (x: unknown, digits: bigint) => round(toNumber('round', x), Number(digits)))
  add('list.sum(): double', (list: readonly unknown[]) => list.reduce<number>((sum, x) => sum + toNumber('sum', x), 0))
  add('string.replace(string, string): string', replaceAll)
}

function toNumber(name: string, value: unknown): number {
  if (typeof value === 'number') return value
  if (typeof value === 'bigint') return Number(value)
  throw fail('SLUICE-EXPRESSION-TYPE', `${name}() takes numbers only.`)
}

function round(x: number, digits: number): number {
  const factor = 10 ** Math.min(Math.max(digits, 0), 15)
  return (Math.sign(x) * Math.round(Math.abs(x) * factor * (1 + Number.EPSILON))) / factor
}

function isoTime(milliseconds: number): string {
  const time = new Date(milliseconds)
  if (Number.isNaN(time.getTime())) throw fail('SLUICE-EXPRESSION-TYPE', `isoTime(): ${milliseconds} is not a time.`)
  return time.toISOString()
}

function parseTime(text: string): number {
  const milliseconds = Date.parse(text)
  if (!Number.isNaN(milliseconds)) return milliseconds
  throw fail('SLUICE-EXPRESSION-TYPE', `parseTime(): \`${text.slice(0, 40)}\` is not an ISO time.`)
}

function replaceAll(text: string, part: string, other: string): string {
  if (part === '') return text
  const pieces = text.split(part)
  if (text.length + (pieces.length - 1) * other.length > maxTextLength) {
    throw fail('SLUICE-EXPRESSION-LIMIT', 'replace(): the text becomes too large.')
  }
  return pieces.join(other)
}
