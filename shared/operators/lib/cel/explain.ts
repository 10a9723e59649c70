import { TypeError as CelTypeError, EvaluationError, ParseError } from '@marcbachmann/cel-js'
import { FailureError, fail } from '../../../ipc/failure.ts'
import { describeValue } from '../expression-failures.ts'
import { PatternError } from '../regex/pattern.ts'
import type { CelNode } from './ast.ts'

type CelError = ParseError | CelTypeError | EvaluationError

function isCelError(thrown: unknown): thrown is CelError {
  return thrown instanceof ParseError || thrown instanceof CelTypeError || thrown instanceof EvaluationError
}

/** Where and why a text is no expression. */
export interface Problem {
  readonly problem: string
  /** Characters from the start of the text. */
  readonly position: number
}

/** What is wrong with the text itself, found without a message. `variables` are the names it may use. */
export function explainText(thrown: unknown, text: string, variables: readonly string[]): Problem {
  if (thrown instanceof PatternError) {
    return { problem: `The pattern of \`matches\` is wrong: ${thrown.message}.`, position: 0 }
  }
  if (!isCelError(thrown)) return { problem: thrown instanceof Error ? thrown.message : String(thrown), position: 0 }
  const position = Math.min(thrown.range?.start ?? 0, text.length)
  return { problem: textProblem(thrown, text, position, variables), position }
}

function textProblem(error: CelError, text: string, position: number, variables: readonly string[]): string {
  const node = nodeOf(error)
  if (position >= text.trimEnd().length && error instanceof ParseError) return 'The expression ends too early.'
  if (error.code === 'unknown_variable') return unknownName(String(node?.args), variables)
  if (error.code === 'no_matching_overload') return noSuchFunction(error, node)
  if (error.code === 'no_such_overload') return wrongTypes(error.summary, '')
  if (error.code === 'unexpected_character' && text[position] === '=') return 'To compare, write `==`.'
  if (error.code === 'unterminated_string') return 'A text is not closed by a quote.'
  if (error.code === 'reserved_identifier')
    return `\`${text.slice(position).match(/^\w+/)?.[0]}\` is a reserved word of CEL.`
  if (error.code === 'limit_exceeded' || /limit|maxDepth|maxAstNodes/i.test(error.summary))
    return 'The expression is too large.'
  if (error instanceof ParseError) {
    const rest = text.slice(position, position + 12)
    return rest === '' ? 'The expression ends too early.' : `\`${rest}\` is not expected here.`
  }
  return `${error.summary}.`
}

/** Why an expression failed on a message; `context` holds the variables it saw. */
export function explainFailure(
  thrown: unknown,
  text: string,
  context: Readonly<Record<string, unknown>>,
): FailureError {
  if (thrown instanceof FailureError) return thrown
  if (thrown instanceof RangeError) return fail('SLUICE-EXPRESSION-LIMIT', `\`${text}\`: ${thrown.message}.`)
  if (!isCelError(thrown)) {
    return fail(
      'SLUICE-EXPRESSION-FAILED',
      `\`${text}\`: ${thrown instanceof Error ? thrown.message : String(thrown)}.`,
    )
  }
  const [code, message] = failureWords(thrown, text, context)
  return fail(code, message, { detail: { expression: text, position: thrown.range?.start ?? 0 } })
}

function failureWords(error: CelError, text: string, context: Readonly<Record<string, unknown>>): [string, string] {
  const node = nodeOf(error)
  const place = node === undefined ? text : text.slice(node.start, node.end)
  if (node !== undefined && error.code === 'no_such_key')
    return ['SLUICE-EXPRESSION-FIELD', missingField(node, text, place, context)]
  if (error.code === 'index_out_of_bounds') return ['SLUICE-EXPRESSION-FIELD', `${place}: the list has no such item.`]
  if (error.code === 'no_such_overload') return ['SLUICE-EXPRESSION-TYPE', wrongTypes(error.summary, place)]
  if (error.code === 'no_matching_overload')
    return ['SLUICE-EXPRESSION-TYPE', `${place}: ${noSuchFunction(error, node)}`]
  if (error.code === 'invalid_logical_operand' || error.code === 'invalid_condition_type') {
    return ['SLUICE-EXPRESSION-TYPE', `${place}: must be true or false; it is ${lastType(error.summary)}.`]
  }
  const isType = /type/.test(error.code)
  return [isType ? 'SLUICE-EXPRESSION-TYPE' : 'SLUICE-EXPRESSION-FAILED', `${place}: ${plainTypes(error.summary)}.`]
}

/** `value.total: no such field; the message has order_id, amount.` */
function missingField(node: CelNode, text: string, place: string, context: Readonly<Record<string, unknown>>): string {
  const owner = (node.args as readonly unknown[])[0] as CelNode
  const ownerText = text.slice(owner.start, owner.end)
  const held = lookUp(owner, context)
  if (held === undefined) return `${place}: no such field.`
  if (held instanceof Uint8Array) return `${place}: the value is still bytes; put a Deserialize step before this one.`
  if (typeof held !== 'object' || held === null)
    return `${place}: \`${ownerText}\` is ${describeValue(held)} and has no fields.`
  const names = Object.keys(held)
  const whole = ownerText === 'value' ? 'the message' : `\`${ownerText}\``
  if (names.length === 0) return `${place}: no such field; ${whole} has none.`
  const shown = names.slice(0, 8).map((name) => (name.length > 40 ? `${name.slice(0, 40)}…` : name))
  return `${place}: no such field; ${whole} has ${shown.join(', ')}${names.length > 8 ? ` and ${names.length - 8} more` : ''}.`
}

/** The value of a plain path such as `value.items[0]`; undefined for anything else. */
function lookUp(node: CelNode, context: Readonly<Record<string, unknown>>): unknown {
  if (node.op === 'id') return context[node.args as string]
  if (node.op !== '.' && node.op !== '[]') return undefined
  const [owner, member] = node.args as [CelNode, string | CelNode]
  const name = typeof member === 'string' ? member : member.op === 'value' ? String(member.args) : undefined
  const held = lookUp(owner, context)
  if (name === undefined || typeof held !== 'object' || held === null || !Object.hasOwn(held, name)) return undefined
  return (held as Record<string, unknown>)[name]
}

function unknownName(name: string, variables: readonly string[]): string {
  const advice = variables.includes('value') ? ` A field of the value is \`value.${name}\`.` : ''
  return `There is no \`${name}\`; an expression here sees ${variables.join(', ')}.${advice}`
}

function noSuchFunction(error: CelError, node: CelNode | undefined): string {
  const name = (node?.args as readonly unknown[] | undefined)?.[0]
  const types = plainTypes(/\((.*)\)/.exec(error.summary)?.[1] ?? '')
  return types === ''
    ? `There is no function \`${name}()\` here.`
    : `There is no function \`${name}\` that takes ${types}.`
}

/** From `no such overload: dyn<string> + int`. */
function wrongTypes(summary: string, place: string): string {
  const where = place === '' ? '' : `${place}: `
  const single = /^no such overload: ([-!])(.+)$/.exec(summary)
  if (single !== null) return `${where}\`${single[1]}\` does not work on ${plainTypes(single[2]!)}.`
  const found = /^no such overload: (.+?) (\S+) (.+)$/.exec(summary)
  if (found === null) return `${where}${plainTypes(summary)}.`
  const [, left, operator, right] = found.map((part) => plainTypes(part))
  const textAndNumber =
    operator === '+' && [left, right].includes('text') && [left, right].some((type) => type?.endsWith('number'))
  const advice = textAndNumber ? ' Write `string(…)` around the number.' : ''
  return `${where}\`${operator}\` does not work between ${left} and ${right}.${advice}`
}

/** From `…, got 'double'`. */
function lastType(summary: string): string {
  return plainTypes(/got '(.+)'$/.exec(summary)?.[1] ?? 'something else')
}

const words: Readonly<Record<string, string>> = {
  string: 'text',
  double: 'a number',
  int: 'a whole number',
  uint: 'a whole number',
  bool: 'true or false',
  null: 'nothing (null)',
  bytes: 'bytes',
  dyn: 'anything',
  map: 'an object',
  list: 'a list',
}

/** CEL's names of types in plain words. */
function plainTypes(text: string): string {
  return text
    .replace(/dyn<(\w+)>/g, '$1')
    .replace(/\b(map|list)<[^>]*>+/g, '$1')
    .replace(/\b(string|double|uint|int|bool|null|bytes|dyn|map|list)\b/g, (name) => words[name]!)
}

function nodeOf(error: CelError): CelNode | undefined {
  const { node } = error
  return node !== undefined && 'op' in node && node.op !== undefined ? (node as unknown as CelNode) : undefined
}
