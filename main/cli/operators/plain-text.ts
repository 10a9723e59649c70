/** Markdown of the reference as plain text for a terminal: wrapped anew, without the stars of bold and italic words. */
export function plainText(markdown: string, width: number): string {
  return markdown
    .split(/\n{2,}/)
    .map((paragraph) =>
      itemsOf(paragraph)
        .map((item) => wrapItem(item, width))
        .join('\n'),
    )
    .join('\n\n')
}

/** The points of a list one by one; other paragraphs whole. */
function itemsOf(paragraph: string): readonly string[] {
  return paragraph.split(/\n(?=- )/)
}

function wrapItem(item: string, width: number): string {
  return item.startsWith('- ') ? hang('- ', item.slice(2), width) : hang('', item, width)
}

/** Wraps Markdown text behind a head; what does not fit on the first line stands below, indented by so many spaces. */
export function hang(head: string, markdown: string, width: number, indented: number = head.length): string {
  const indent = ' '.repeat(indented)
  const lines: string[] = []
  let line = head
  let isEmpty = true
  for (const word of withoutStars(markdown).split(/\s+/)) {
    if (!isEmpty && line.length + 1 + word.length > width) {
      lines.push(line)
      line = indent
      isEmpty = true
    }
    line += isEmpty ? word : ` ${word}`
    isEmpty = false
  }
  return [...lines, line].map((each) => each.trimEnd()).join('\n')
}

/** Bold and italic words lose their stars; stars inside code spans stay. */
function withoutStars(markdown: string): string {
  return markdown.replace(/`[^`]*`|\*+([^*`\s](?:[^*`]*[^*`\s])?)\*+/g, (whole, words?: string) => words ?? whole)
}
