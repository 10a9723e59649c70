import type { Message } from '../../message.ts'

/** Names that an expression may see besides those of the message, in the fields of a step that declare them. */
export const stepVariables = {
  state: 'What the step remembers for this key; null when there is nothing yet.',
  next: 'What the step remembers from now on: the result of its new state.',
  accumulator: 'What the step has gathered so far.',
  left: 'What the first of two merged windows has gathered.',
  right: 'What the second of two merged windows has gathered.',
} as const

export type StepVariable = keyof typeof stepVariables

export interface CompileOptions {
  /** Their values come with each message. */
  readonly variables?: readonly StepVariable[]
}

/** A compiled CEL expression over `value`, `key`, `properties`, `topic`, `eventTime`, `publishTime`, `redeliveryCount`, `messageId`. */
export interface CelProgram {
  /**
   * JSON-like result: CEL integers that fit are numbers, larger ones stay BigInt. Throws a FailureError on an evaluation error.
   * `step` holds the variables it was compiled with; what is not in it is null. The result may share parts with message and `step`.
   */
  evaluate(message: Message, step?: StepValues): unknown
}

export type StepValues = Readonly<Partial<Record<StepVariable, unknown>>>

/** A compiled `text {expression} text`. */
export interface TextTemplate {
  /** Throws a FailureError when a hole fails or yields null. */
  render(message: Message): string
}
