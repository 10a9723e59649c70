import { type Environment, EvaluationError, type ParseResult } from '@marcbachmann/cel-js'
import { fail } from '../../../ipc/failure.ts'
import { allNodes, type CelNode, rootOf } from './ast.ts'
import { declaredVariables } from './environment.ts'
import { explainFailure, explainText } from './explain.ts'
import { limitCost, type Meter } from './limits.ts'
import { toPlain } from './result.ts'

/** Variables by name; none may be undefined. */
export type Variables = Readonly<Record<string, unknown>>

/** A compiled expression over the variables of its environment. Throws a FailureError. */
export type Evaluation = (variables: Variables) => unknown

/** Compiles an expression. Throws `SLUICE-EXPRESSION-SYNTAX` with `detail: { expression, position }`. */
export function compileIn(environment: Environment, text: string): Evaluation {
  const { program, meter } = prepare(environment, text)
  return (variables) => {
    meter?.reset()
    try {
      const result: unknown = program(variables)
      return typeof result === 'boolean' ? result : toPlain(result)
    } catch (thrown) {
      if (!hasForeignConstructor(thrown)) throw explainFailure(thrown, text, variables)
      return evaluateWithMaps(program, variables, text)
    }
  }
}

function prepare(environment: Environment, text: string): { program: ParseResult; meter: Meter | null } {
  try {
    const program = parseAndCheck(environment, text)
    return { program, meter: limitCost(rootOf(program.ast)) }
  } catch (thrown) {
    const { problem, position } = explainText(thrown, text, declaredVariables(environment))
    throw fail('SLUICE-EXPRESSION-SYNTAX', `\`${text}\`: ${problem} (character ${position + 1})`, {
      detail: { expression: text, position, problem },
    })
  }
}

function parseAndCheck(environment: Environment, text: string): ParseResult {
  const strict = environment.parse(text)
  const first = strict.check()
  if (first.valid) return strict
  if (first.error?.code !== 'incompatible_ternary_branches') throw first.error
  const loose = environment.parse(text)
  allNodes(rootOf(loose.ast)).forEach(loosenBranches)
  const second = loose.check()
  if (second.valid) return loose
  throw second.error
}

/** CEL wants both sides of `?:` to have one type; JSON does not: `value.total > 100 ? "big" : null` is fine here. */
function loosenBranches(node: CelNode): void {
  if (node.op !== '?:') return
  const branches = node.args as CelNode[]
  for (const side of [1, 2]) {
    const branch = branches[side]!
    branches[side] = branch.clone(anything, [branch]).setMeta('async', false)
  }
}

const anything = {
  name: 'list',
  check: (checker: Parameters<Parameters<CelNode['clone']>[0]['check']>[0], node: CelNode, context: unknown) => {
    checker.check((node.args as [CelNode])[0], context)
    return checker.dynType
  },
  evaluate: (evaluator: Parameters<Parameters<CelNode['clone']>[0]['evaluate']>[0], node: CelNode, context: unknown) =>
    evaluator.run((node.args as [CelNode])[0], context),
}

/** The library tells objects by their `constructor`, which a payload may well have as a field ("constructor": "Ferrari"). */
function hasForeignConstructor(thrown: unknown): boolean {
  return thrown instanceof EvaluationError && thrown.code === 'unsupported_type'
}

function evaluateWithMaps(program: ParseResult, variables: Variables, text: string): unknown {
  const replaced = Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, withMaps(value)]))
  try {
    return toPlain(program(replaced))
  } catch (thrown) {
    throw explainFailure(thrown, text, variables)
  }
}

function withMaps(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withMaps)
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value
  const entries = Object.entries(value).map(([name, part]) => [name, withMaps(part)] as const)
  return Object.hasOwn(value, 'constructor') ? new Map(entries) : Object.fromEntries(entries)
}
