/** A place in a text up to which everything is complete, and what closes the brackets open there. */
interface SafeEnd {
  readonly at: number
  readonly closers: string
}

/** Completes JSON that was cut off: drops the value that was cut and closes the brackets. Null when nothing can be saved. */
export function completeCutJson(text: string): string | null {
  let closers = ''
  let safe: SafeEnd | null = null
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at]!
    if (character === '"') {
      at = endOfString(text, at)
    } else if (character === '{' || character === '[') {
      closers = (character === '{' ? '}' : ']') + closers
      safe = { at: at + 1, closers }
    } else if (character === '}' || character === ']') {
      closers = closers.slice(1)
      safe = { at: at + 1, closers }
    } else if (character === ',') {
      safe = { at, closers }
    }
  }
  return safe && text.slice(0, safe.at) + safe.closers
}

/** The index of the closing quote, or of the text's end. */
function endOfString(text: string, start: number): number {
  let at = start + 1
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1
  return at
}
