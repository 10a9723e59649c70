import type { FailureError } from '../../ipc/failure.ts'
import { fail, toFailure } from '../../ipc/failure.ts'
import { type Message, noProperties } from '../../message.ts'
import { compileIn, type Evaluation } from './cel/compile.ts'
import { messageEnvironment } from './cel/environment.ts'
import type { CelProgram, CompileOptions, StepValues, StepVariable } from './expression.ts'

export interface CelOptions extends CompileOptions {
  /** Epoch milliseconds for `now()`. Hand in the same function each time: environments are kept per clock. */
  readonly now?: () => number
}

/**
 * Compiles a CEL expression over a message. Throws `SLUICE-EXPRESSION-SYNTAX` (detail: expression, position, problem) when
 * the text is wrong. The program throws `SLUICE-EXPRESSION-FIELD` (no such field), `-TYPE` (operands that do not go together),
 * `-LIMIT` (too costly), `-PATTERN` (a computed pattern is wrong) or `-FAILED` (division by zero and the like). It keeps
 * nothing between messages, reads own properties only, and is not to be entered from inside itself.
 */
export function compileCel(text: string, options: CelOptions = {}): CelProgram {
  const { now = noClock, variables = [] } = options
  const evaluation = compileIn(messageEnvironment(now, variables), text)
  return variables.length === 0 ? new MessageProgram(evaluation) : new StepProgram(evaluation, variables)
}

/** Whether a text is an expression over a message and these variables; if not, why, and where (characters from its start). */
export function checkExpression(text: string, variables: readonly StepVariable[] = []): ExpressionCheck {
  try {
    compileIn(messageEnvironment(noClock, variables), text)
    return { ok: true }
  } catch (thrown) {
    return problemOf(thrown as FailureError)
  }
}

export type ExpressionCheck =
  | { readonly ok: true }
  | { readonly ok: false; readonly problem: string; readonly position: number }

/** The problem inside a `SLUICE-…-SYNTAX` failure. */
export function problemOf(thrown: unknown): ExpressionCheck & { ok: false } {
  const { message, detail } = toFailure(thrown)
  const { problem, position } = (detail ?? {}) as { problem?: string; position?: number }
  return { ok: false, problem: problem ?? message, position: position ?? 0 }
}

function noClock(): number {
  throw fail('SLUICE-EXPRESSION-FAILED', 'now() is not known here; it works in a running pipeline.')
}

/** The variables of one message. One object serves all messages of a program, so that evaluating allocates nothing. */
class MessageProgram implements CelProgram {
  private readonly evaluation: Evaluation
  protected readonly variables = {
    value: null as unknown,
    key: null as string | null,
    properties: noProperties,
    topic: '' as string,
    eventTime: null as number | null,
    publishTime: 0,
    redeliveryCount: 0,
    messageId: '',
  }

  constructor(evaluation: Evaluation) {
    this.evaluation = evaluation
  }

  evaluate(message: Message): unknown {
    const { variables } = this
    const { origin } = message
    variables.value = message.value ?? null
    variables.key = message.key
    variables.properties = message.properties
    variables.topic = message.topic ?? origin.topic
    variables.eventTime = message.eventTime
    variables.publishTime = origin.publishTime
    variables.redeliveryCount = origin.redeliveryCount
    variables.messageId = origin.messageId
    return this.evaluation(variables)
  }
}

/** Sees a step's own variables too. */
class StepProgram extends MessageProgram {
  private readonly names: readonly StepVariable[]

  constructor(evaluation: Evaluation, names: readonly StepVariable[]) {
    super(evaluation)
    this.names = names
  }

  override evaluate(message: Message, step: StepValues = {}): unknown {
    const variables: Record<string, unknown> = this.variables
    for (const name of this.names) variables[name] = step[name] ?? null
    return super.evaluate(message)
  }
}
