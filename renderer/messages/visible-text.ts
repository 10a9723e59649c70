/** Characters that cannot be seen, or that turn the reading direction: payloads may hold them to deceive. */
const unseen =
  /[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\u{e0000}-\u{e007f}]|\p{Cs}/gu

/** One line of text in which every character can be seen: control characters as their pictures, others by number. */
export function visibleLine(text: string): string {
  return text.replace(unseen, picture)
}

/** As `visibleLine`, but line feeds and tabs do what they are for. */
export function visibleText(text: string): string {
  return text.replace(unseen, (character) =>
    character === '\n' || character === '\t' ? character : picture(character),
  )
}

function picture(character: string): string {
  const code = character.codePointAt(0)!
  if (code < 0x20) return String.fromCharCode(0x2400 + code)
  if (code === 0x7f) return '\u2421'
  return `⟪U+${code.toString(16).toUpperCase().padStart(4, '0')}⟫`
}
