import { fail } from '../../../ipc/failure.ts'
import { createLinearMatcher, type LinearMatcher, MatchLimitError } from '../regex/linear-matcher.ts'
import { PatternError } from '../regex/pattern.ts'
import { allNodes, type CelNode, type Comprehension } from './ast.ts'

/**
 * What one evaluation may cost. CEL has no endless loops, but loops inside loops, lists that double and backtracking
 * regular expressions come close. An expression without loops takes time in proportion to its text and the message, so only
 * those with loops are metered, and simple conditions pay nothing.
 */

/** Steps: nodes evaluated in loops plus sizes of what is compared and joined. About a tenth of a second. */
const maxSteps = 2_000_000
/** Characters of one text. */
export const maxTextLength = 16 * 1024 * 1024
/** `+` may repeat its operands this often before it is metered too. */
const unmeteredAdditions = 8

const operators = new Set(['+', '==', '!=', 'in', '<', '<=', '>', '>=', 'call', 'rcall'])

/** Steps left in the evaluation that is going on. */
export class Meter {
  private left = maxSteps

  reset(): void {
    this.left = maxSteps
  }

  charge(steps: number): void {
    this.left -= steps
    if (this.left < 0) throw tooCostly
  }

  /** Charges for everything inside a value; shared parts count each time, because they are looked at each time. */
  chargeFor(value: unknown): void {
    if (typeof value === 'string') this.charge(value.length >> 4)
    if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return
    const parts: readonly unknown[] = Array.isArray(value) ? value : Object.values(value)
    this.charge(parts.length)
    for (const part of parts) this.chargeFor(part)
  }
}

// Thrown inside loops, where making an error with its stack each time would itself be slow.
const tooCostly = fail(
  'SLUICE-EXPRESSION-LIMIT',
  'The expression is too costly for this message: its loops run too often, or what they build grows too large.',
)

/**
 * Puts the limits into a checked expression. Returns the meter to reset before each evaluation, or null when the
 * expression needs none. Throws PatternError for a literal pattern that is wrong.
 */
export function limitCost(root: CelNode): Meter | null {
  const nodes = allNodes(root)
  for (const node of nodes) {
    if (isCallOf(node, 'matches')) matchLinearly(node)
    if (isCallOf(node, 'join')) boundJoin(node)
  }
  const additions = nodes.filter((node) => node.op === '+').length
  const loops = nodes.some((node) => node.op === 'comprehension' || node.meta.macro?.exp !== undefined)
  if (!loops && additions <= unmeteredAdditions) return null
  const meter = new Meter()
  for (const node of nodes) {
    if (node.op === 'comprehension') meterLoop(node.args as Comprehension, meter)
    else if (operators.has(node.op)) meterOperands(node, meter)
  }
  return meter
}

function meterLoop(loop: Comprehension, meter: Meter): void {
  const { step } = loop
  const steps = allNodes(step).length
  const { evaluate } = step.meta
  step.setMeta('evaluate', ((evaluator, node, context) => {
    meter.charge(steps)
    return evaluate(evaluator, node, context)
  }) satisfies typeof evaluate)
}

function meterOperands(node: CelNode, meter: Meter): void {
  const { handle } = node
  if (handle === undefined) return
  const operands = node.op === 'call' || node.op === 'rcall' ? 1 : 2
  node.handle = (first, second, third, fourth) => {
    meter.chargeFor(first)
    if (operands === 2) meter.chargeFor(second)
    return boundText(handle(first, second, third, fourth))
  }
}

function boundText(result: unknown): unknown {
  if (typeof result === 'string' && result.length > maxTextLength) throw tooCostly
  return result
}

function isCallOf(node: CelNode, name: string): boolean {
  return node.op === 'rcall' && node.meta.alternate === undefined && (node.args as readonly unknown[])[0] === name
}

/** `text.matches(pattern)` by a matcher that cannot explode. A literal pattern is compiled once, here. */
function matchLinearly(node: CelNode): void {
  const { handle } = node
  const pattern = (node.args as [string, CelNode, CelNode[]])[2][0]
  let known = ''
  let matcher: LinearMatcher = createLinearMatcher(known)
  const prepare = (text: string): LinearMatcher => {
    if (text === known) return matcher
    matcher = createLinearMatcher(text)
    known = text
    return matcher
  }
  if (pattern?.op === 'value' && typeof pattern.args === 'string') prepare(pattern.args)
  node.handle = (operands, ...rest) => {
    const [text, wanted] = operands as unknown[]
    if (typeof text !== 'string' || typeof wanted !== 'string') return handle?.(operands, ...rest)
    return tryMatch(() => prepare(wanted).test(text), wanted)
  }
}

function tryMatch(match: () => boolean, pattern: string): boolean {
  try {
    return match()
  } catch (thrown) {
    if (thrown instanceof MatchLimitError) throw tooCostly
    if (thrown instanceof PatternError) {
      throw fail(
        'SLUICE-EXPRESSION-PATTERN',
        `\`${pattern}\` is not a pattern: ${thrown.message} at position ${thrown.position}.`,
      )
    }
    throw thrown
  }
}

function boundJoin(node: CelNode): void {
  const { handle } = node
  node.handle = (operands, ...rest) => {
    const [list, separator] = operands as unknown[]
    const between = typeof separator === 'string' ? separator.length : 0
    let length = 0
    for (const item of Array.isArray(list) ? list : []) length += between + (typeof item === 'string' ? item.length : 0)
    if (length > maxTextLength) throw tooCostly
    return handle?.(operands, ...rest)
  }
}
