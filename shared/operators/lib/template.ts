import { fail } from '../../ipc/failure.ts'
import type { Message } from '../../message.ts'
import { type CelOptions, compileCel, type ExpressionCheck, problemOf } from './cel.ts'
import type { TextTemplate } from './expression.ts'
import { describeValue } from './expression-failures.ts'
import { stringifyJson } from './json.ts'

/** A piece of a template: plain text, or the expression inside `{…}` with its place in the text. */
export type TemplatePiece = string | { readonly expression: string; readonly position: number }

/**
 * Compiles `text {expression} text`. Holes are CEL over the message; `{{` and `}}` are braces. Throws
 * `SLUICE-TEMPLATE-SYNTAX` (detail: template, position, problem). Rendering throws what the expressions throw, and
 * `SLUICE-TEMPLATE-EMPTY` when a hole yields null.
 */
export function compileTemplate(text: string, options: CelOptions = {}): TextTemplate {
  const pieces = readTemplate(text).map((piece) =>
    typeof piece === 'string' ? piece : createHole(piece, text, options),
  )
  if (pieces.length === 1 && typeof pieces[0] === 'string') {
    const [only] = pieces
    return { render: () => only }
  }
  return {
    render(message) {
      let result = ''
      for (const piece of pieces) result += typeof piece === 'string' ? piece : piece(message)
      return result
    },
  }
}

/** Whether a text is a template; if not, why and where. */
export function checkTemplate(text: string): ExpressionCheck {
  try {
    compileTemplate(text)
    return { ok: true }
  } catch (thrown) {
    return problemOf(thrown)
  }
}

/** Takes a template apart. Throws `SLUICE-TEMPLATE-SYNTAX`. */
export function readTemplate(text: string): readonly TemplatePiece[] {
  const pieces: TemplatePiece[] = []
  let plain = ''
  let position = 0
  while (position < text.length) {
    const character = text[position]!
    if ((character === '{' || character === '}') && text[position + 1] === character) {
      plain += character
      position += 2
    } else if (character === '{') {
      const end = holeEnd(text, position)
      if (plain !== '') pieces.push(plain)
      plain = ''
      pieces.push({ expression: text.slice(position + 1, end), position: position + 1 })
      position = end + 1
    } else if (character === '}') {
      throw wrongTemplate(text, position, 'This `}` closes nothing; write `}}` for a brace.')
    } else {
      plain += character
      position++
    }
  }
  if (plain !== '' || pieces.length === 0) pieces.push(plain)
  return pieces
}

const quoted = /"(?:[^"\\]|\\[\s\S])*"|'(?:[^'\\]|\\[\s\S])*'/y

/** The `}` that belongs to the `{` at `start`; braces and quotes inside the expression are skipped. */
function holeEnd(text: string, start: number): number {
  let depth = 0
  for (let position = start; position < text.length; position++) {
    quoted.lastIndex = position
    if (quoted.test(text)) position = quoted.lastIndex - 1
    else if (text[position] === '{') depth++
    else if (text[position] === '}' && --depth === 0) return position
  }
  throw wrongTemplate(text, start, 'This `{` is not closed; write `{{` for a brace.')
}

type Hole = (message: Message) => string

function createHole(piece: { expression: string; position: number }, template: string, options: CelOptions): Hole {
  const expression = piece.expression.trim()
  if (expression === '') throw wrongTemplate(template, piece.position, 'There is no expression between the braces.')
  const render = compileHole(piece, expression, template, options)
  const fast = fastPath(expression)
  if (fast === null) return render
  return (message) => {
    const value = fast(message)
    return typeof value === 'string' ? value : render(message)
  }
}

function compileHole(
  piece: { expression: string; position: number },
  expression: string,
  template: string,
  options: CelOptions,
): Hole {
  try {
    const program = compileCel(expression, options)
    return (message) => holeText(program.evaluate(message), expression)
  } catch (thrown) {
    const { problem, position } = problemOf(thrown)
    const offset = piece.expression.length - piece.expression.trimStart().length
    throw wrongTemplate(template, piece.position + offset + position, problem)
  }
}

/** How a value stands inside a text. Lists and objects stand there as JSON. */
export function holeText(value: unknown, expression: string): string {
  if (typeof value === 'string') return value
  if (value === null || value === undefined || value instanceof Uint8Array) {
    throw fail('SLUICE-TEMPLATE-EMPTY', `\`{${expression}}\` gave ${describeValue(value)}, which has no text.`)
  }
  return typeof value === 'object' ? stringifyJson(value) : String(value)
}

const simplePath = /^(?:value|properties)(?:\.[A-Za-z_]\w*)+$/

/** Reads a plain path by own fields, without CEL; undefined when it is not there, for CEL to say what is wrong. */
function fastPath(expression: string): ((message: Message) => unknown) | null {
  if (expression === 'key') return (message) => message.key
  if (!simplePath.test(expression)) return null
  const [root, ...names] = expression.split('.') as ['value' | 'properties', ...string[]]
  return (message) => {
    let current: unknown = message[root]
    for (const name of names) {
      if (typeof current !== 'object' || current === null || !Object.hasOwn(current, name)) return undefined
      current = (current as Record<string, unknown>)[name]
    }
    return current
  }
}

function wrongTemplate(template: string, position: number, problem: string) {
  return fail('SLUICE-TEMPLATE-SYNTAX', `\`${template}\`: ${problem} (character ${position + 1})`, {
    detail: { template, position, problem },
  })
}
