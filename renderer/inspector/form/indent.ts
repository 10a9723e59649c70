/** A text area's text with its selection, as offsets. */
export interface Edited {
  readonly text: string
  readonly start: number
  readonly end: number
}

const step = '  '

/** What the Tab key does to code: spaces up to the next step, or every selected line one step in. */
export function indent({ text, start, end }: Edited): Edited {
  if (start !== end) return eachLine({ text, start, end }, (line) => (line === '' ? line : step + line))
  const column = start - lineStart(text, start)
  const spaces = step.slice(column % step.length)
  return {
    text: text.slice(0, start) + spaces + text.slice(end),
    start: start + spaces.length,
    end: start + spaces.length,
  }
}

/** What Shift+Tab does: every line that the selection touches one step out. */
export function outdent(edited: Edited): Edited {
  return eachLine(edited, (line) => line.replace(/^(?:\t| {1,2})/, ''))
}

/** What Enter does: the new line begins below the beginning of the one before it. */
export function breakLine({ text, start, end }: Edited): Edited {
  const lead = /^[ \t]*/.exec(text.slice(lineStart(text, start), start))![0]
  const at = start + 1 + lead.length
  return { text: `${text.slice(0, start)}\n${lead}${text.slice(end)}`, start: at, end: at }
}

/** Changes the lines that the selection touches; the selection stays on the same characters. */
function eachLine({ text, start, end }: Edited, change: (line: string) => string): Edited {
  const from = lineStart(text, start)
  // A selection that ends at the beginning of a line does not touch it.
  const last = end > start && text[end - 1] === '\n' ? end - 1 : end
  const to = text.indexOf('\n', last) < 0 ? text.length : text.indexOf('\n', last)
  const lines = text.slice(from, to).split('\n')
  const changed = lines.map(change)
  const first = changed[0]!.length - lines[0]!.length
  const block = changed.join('\n')
  return {
    text: text.slice(0, from) + block + text.slice(to),
    start: Math.max(from, start + first),
    end: Math.max(from, end + block.length - (to - from)),
  }
}

function lineStart(text: string, at: number): number {
  return text.lastIndexOf('\n', at - 1) + 1
}
