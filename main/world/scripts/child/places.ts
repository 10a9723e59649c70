import vm from 'node:vm'
import { CodeFailure } from './code-failure.ts'

/** In the compiled text; both count from 1. */
export interface Place {
  readonly line: number
  readonly column: number
}

/** SLUICE-CODE-SYNTAX with the place in the user's text, which begins after `headerLines` lines. */
export function syntaxFailure(message: string, place: Place | null, text: string, headerLines: number): CodeFailure {
  if (place === null) return new CodeFailure('SLUICE-CODE-SYNTAX', `The code cannot be compiled: ${message}.`)
  const { line, column } = inUserText(place, text, headerLines)
  return new CodeFailure(
    'SLUICE-CODE-SYNTAX',
    `The code cannot be compiled, line ${line}, column ${column}: ${message}.`,
    { line, column },
  )
}

/** A body that is not closed is wrong behind its end: that is its last line. */
function inUserText({ line, column }: Place, text: string, headerLines: number): Place {
  if (headerLines === 0) return { line, column }
  const lines = text.split('\n')
  const last = lines.length - 2
  if (line - headerLines <= last) return { line: Math.max(1, line - headerLines), column }
  return { line: last, column: (lines[last] as string).length + 1 }
}

/** From the stack of the parser of types. */
export function placeInTypeScript(stack: string): Place | null {
  return placeIn(stack, '')
}

/** A stack that shows the fault: `name:3`, lines of the text, carets below the fault. */
function placeIn(stack: string, name: string): Place | null {
  const lines = stack.split('\n')
  const line = new RegExp(`^${name}:(\\d+)$`).exec(lines[0] as string)?.[1]
  const carets = lines.find((text) => /^\s*\^+$/.test(text))
  return line === undefined || carets === undefined ? null : { line: Number(line), column: carets.indexOf('^') + 1 }
}

/**
 * Where a module text is wrong, by compiling it as a script: for scripts the runtime tells the place. What only modules may
 * hold is blanked out, length for length. Null when the script is right, or wrong in another way.
 */
export function placeInScript(module: string, message: string): Place | null {
  const script = module
    .replace(
      /^(\s*)export\s+default\b/gm,
      (all, space: string) => `${space}${'void'.padEnd(all.length - space.length)}`,
    )
    .replace(/^\s*export\b/gm, blank)
    .replace(/^\s*import\b[^\n(]*$/gm, blank)
  try {
    new vm.Script(`(async () => {\n${script}\n})`, { filename: 'code', lineOffset: -1 })
    return null
  } catch (thrown) {
    const { message: found, stack = '' } = thrown as Error
    return found === message ? placeIn(stack, 'code') : null
  }
}

function blank(text: string): string {
  return text.replace(/[^\n]/g, ' ')
}
