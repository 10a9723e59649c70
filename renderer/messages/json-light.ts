/** A piece of JSON text and what it is, for colouring. */
export interface Token {
  readonly kind: 'name' | 'text' | 'number' | 'word' | 'plain'
  readonly text: string
}

const pattern = /("(?:[^"\\]|\\.)*"?)(\s*:)?|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|\b(true|false|null)\b|[^"\d\-tfn]+|./gsu

/** Splits JSON text, also when it was cut, into coloured pieces. At most the first `limit` characters are looked at. */
export function lightJson(text: string, limit = text.length): Token[] {
  const tokens: Token[] = []
  for (const match of text.slice(0, limit).matchAll(pattern)) add(tokens, ...read(match))
  return tokens
}

function read([whole, string, colon, number, word]: RegExpMatchArray): Token[] {
  if (string !== undefined) {
    return colon === undefined
      ? [{ kind: 'text', text: string }]
      : [
          { kind: 'name', text: string },
          { kind: 'plain', text: colon },
        ]
  }
  if (number !== undefined) return [{ kind: 'number', text: number }]
  return [{ kind: word === undefined ? 'plain' : 'word', text: whole }]
}

function add(tokens: Token[], ...found: Token[]): void {
  for (const token of found) {
    const last = tokens.at(-1)
    if (last?.kind === 'plain' && token.kind === 'plain')
      tokens[tokens.length - 1] = { kind: 'plain', text: last.text + token.text }
    else tokens.push(token)
  }
}
