import type { Message } from '../../../shared/message.ts'
import { addedFunctions, messageVariables } from '../../../shared/operators/lib/cel/environment.ts'
import { compileCel } from '../../../shared/operators/lib/cel.ts'
import { type StepVariable, stepVariables } from '../../../shared/operators/lib/expression.ts'
import { compileTemplate } from '../../../shared/operators/lib/template.ts'
import type { Suggestion } from './completion.ts'

/*
 * All that needs the expression language, in one module: it is loaded when the first expression is shown, not with the page.
 */

export type ExpressionKind = 'expression' | 'template'

/** Computes one result for one message. Throws a Failure that says what went wrong. */
export type Evaluate = (message: Message) => unknown

const clock = { now: () => Date.now() }

/** Compiles what stands in a field that declares `variables`. Throws a Failure when it is wrong. */
export function compile(kind: ExpressionKind, text: string, variables: readonly StepVariable[] = []): Evaluate {
  if (kind === 'expression') {
    const program = compileCel(text, { ...clock, variables })
    return (message) => program.evaluate(message)
  }
  const template = compileTemplate(text, clock)
  return (message) => template.render(message)
}

/** Names every expression knows, whatever flows on the wire. */
export const knownNames: readonly Suggestion[] = [
  ...Object.entries(messageVariables).map(([text, { description }]) => ({ text, detail: description })),
  ...Object.entries(addedFunctions).flatMap(([signatures, detail]) => functionNames(signatures, detail)),
  ...['size()', 'has()', 'startsWith()', 'endsWith()', 'contains()', 'matches()', 'string()', 'int()', 'double()'].map(
    (text) => ({ text, detail: 'CEL' }),
  ),
]

/** The names that a field declares for its expression. */
export function stepNames(variables: readonly StepVariable[]): readonly Suggestion[] {
  return variables.map((text) => ({ text, detail: stepVariables[text] }))
}

/** `round(x) round(x, digits)` → `round()`; `text.replace(part, other)` → `replace()` */
function functionNames(signatures: string, detail: string): Suggestion[] {
  const names = [...signatures.matchAll(/(\w+)\(/g)].map((match) => `${match[1]}()`)
  return [...new Set(names)].map((text) => ({ text, detail }))
}
