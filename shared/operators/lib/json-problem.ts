/** Where a text stops being JSON, in words. Positions are in UTF-16 units from 0; line and column from 1. */
export interface JsonProblem {
  readonly position: number
  readonly line: number
  readonly column: number
  readonly problem: string
  /** Up to 30 characters around the place, control characters shown as `·`. */
  readonly excerpt: string
}

const space = /[ \t\n\r]*/y
const literal = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const string = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y

/**
 * Finds the place that a JSON parser refused, independent of the runtime's wording. Called only for texts that are known to
 * be wrong, so it may be slow; it does not recurse, so that deep nesting is no danger.
 */
export function findJsonProblem(text: string): JsonProblem {
  const { position, problem } = scan(text)
  const before = text.slice(0, position)
  const lineStart = before.lastIndexOf('\n') + 1
  return {
    position,
    line: before.split('\n').length,
    column: position - lineStart + 1,
    problem,
    excerpt: text.slice(Math.max(0, position - 12), position + 18).replace(/[\u0000-\u001f]/g, '·'),
  }
}

type Expectation = 'value' | 'first key' | 'key' | 'first item' | 'after value'

function scan(text: string): { position: number; problem: string } {
  const open: ('{' | '[')[] = []
  let expects: Expectation = 'value'
  let position = 0
  const take = (pattern: RegExp): boolean => {
    pattern.lastIndex = position
    if (!pattern.test(text)) return false
    position = pattern.lastIndex
    return true
  }
  const found = (): string => (position >= text.length ? 'the text ends' : `\`${text[position]}\` is not allowed`)

  while (true) {
    take(space)
    const character = text[position]
    if (expects === 'after value') {
      const inside = open.at(-1)
      if (inside === undefined) return { position, problem: `${found()} after the end of the value` }
      if (character === (inside === '{' ? '}' : ']')) {
        open.pop()
        position++
      } else if (character === ',') {
        position++
        expects = inside === '{' ? 'key' : 'value'
      } else return { position, problem: `${found()} where \`,\` or \`${inside === '{' ? '}' : ']'}\` is expected` }
    } else if (expects === 'first key' && character === '}') {
      open.pop()
      position++
      expects = 'after value'
    } else if (expects === 'key' || expects === 'first key') {
      if (!take(string)) return { position, problem: `${found()} where a field name in quotes is expected` }
      take(space)
      if (text[position] !== ':') return { position, problem: `${found()} where \`:\` is expected` }
      position++
      expects = 'value'
    } else if (expects === 'first item' && character === ']') {
      open.pop()
      position++
      expects = 'after value'
    } else if (character === '{' || character === '[') {
      open.push(character)
      position++
      expects = character === '{' ? 'first key' : 'first item'
    } else if (take(string) || take(literal)) expects = 'after value'
    else
      return {
        position,
        problem:
          character === '"'
            ? 'a text is not closed, or holds a character that must be escaped,'
            : `${found()} where a value is expected`,
      }
  }
}
