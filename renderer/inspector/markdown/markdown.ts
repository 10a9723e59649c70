/** A piece of running text. Nothing here is ever handed on as HTML. */
export type Inline =
  | { readonly kind: 'text' | 'code' | 'strong' | 'emphasis'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly href: string }

/** A part of a page. */
export type Block =
  | { readonly kind: 'heading'; readonly level: number; readonly content: readonly Inline[] }
  | { readonly kind: 'paragraph'; readonly content: readonly Inline[] }
  | { readonly kind: 'list'; readonly ordered: boolean; readonly items: readonly (readonly Inline[])[] }
  | { readonly kind: 'code'; readonly text: string }
  | {
      readonly kind: 'table'
      readonly head: readonly (readonly Inline[])[]
      readonly rows: readonly (readonly (readonly Inline[])[])[]
    }

/** Reads one block from the lines at `at`; null when the lines are something else. */
type Reader = (lines: readonly string[], at: number) => { block: Block; next: number } | null

const readers: readonly Reader[] = [readCode, readHeading, readTable, readList, readParagraph]

/**
 * Reads the Markdown that operators and notes are written in: headings, paragraphs, lists, tables, fenced code; in lines code,
 * bold, emphasis and http links. Whatever else it finds stays the text it is.
 */
export function parseMarkdown(text: string): readonly Block[] {
  const lines = text.replaceAll('\r\n', '\n').split('\n')
  const blocks: Block[] = []
  for (let at = 0; at < lines.length; ) {
    if (lines[at]!.trim() === '') {
      at += 1
      continue
    }
    const { block, next } = readers.map((read) => read(lines, at)).find((found) => found !== null)!
    blocks.push(block)
    at = next
  }
  return blocks
}

const inlinePattern =
  /`([^`]+)`|\*\*([^*]+)\*\*|(?<![\w*])\*([^*\s][^*]*)\*(?!\w)|(?<!\w)_([^_\s][^_]*)_(?!\w)|\[([^\]]+)\]\(([^)\s]+)\)/g

/** Code spans, bold, emphasis and links of one line. */
export function parseInline(text: string): readonly Inline[] {
  const parts: Inline[] = []
  let end = 0
  for (const match of text.matchAll(inlinePattern)) {
    if (match.index > end) parts.push({ kind: 'text', text: text.slice(end, match.index) })
    parts.push(inlineFrom(match))
    end = match.index + match[0].length
  }
  if (end < text.length) parts.push({ kind: 'text', text: text.slice(end) })
  return parts
}

function inlineFrom([whole, code, strong, starred, lined, label, href]: RegExpExecArray): Inline {
  if (code !== undefined) return { kind: 'code', text: code }
  if (strong !== undefined) return { kind: 'strong', text: strong }
  if (label === undefined || href === undefined) return { kind: 'emphasis', text: starred ?? lined ?? whole }
  return /^https?:\/\//.test(href) ? { kind: 'link', text: label, href } : { kind: 'text', text: label }
}

function readCode(lines: readonly string[], at: number): ReturnType<Reader> {
  if (!lines[at]!.startsWith('```')) return null
  const close = lines.findIndex((line, index) => index > at && line.startsWith('```'))
  const end = close === -1 ? lines.length : close
  return { block: { kind: 'code', text: lines.slice(at + 1, end).join('\n') }, next: end + 1 }
}

function readHeading(lines: readonly string[], at: number): ReturnType<Reader> {
  const match = /^(#{1,6})\s+(.*)$/.exec(lines[at]!)
  if (!match) return null
  return { block: { kind: 'heading', level: match[1]!.length, content: parseInline(match[2]!) }, next: at + 1 }
}

function readTable(lines: readonly string[], at: number): ReturnType<Reader> {
  if (!lines[at]!.startsWith('|') || !/^\|[\s:|-]+\|?$/.test(lines[at + 1] ?? '')) return null
  const end = endOf(lines, at, (line) => line.startsWith('|'))
  const [head, ...rows] = lines.slice(at, end).toSpliced(1, 1).map(cellsOf)
  return { block: { kind: 'table', head: head!, rows }, next: end }
}

const itemPattern = /^\s*(?:[-*]|\d+[.)])\s+/

function readList(lines: readonly string[], at: number): ReturnType<Reader> {
  if (!itemPattern.test(lines[at]!)) return null
  const end = endOf(lines, at, (line) => itemPattern.test(line) || /^\s+\S/.test(line))
  const items: string[] = []
  for (const line of lines.slice(at, end)) {
    if (itemPattern.test(line)) items.push(line.replace(itemPattern, ''))
    else items.push(`${items.pop()} ${line.trim()}`)
  }
  return { block: { kind: 'list', ordered: /^\s*\d/.test(lines[at]!), items: items.map(parseInline) }, next: end }
}

function readParagraph(lines: readonly string[], at: number): { block: Block; next: number } {
  const end = endOf(
    lines,
    at + 1,
    (line) => line.trim() !== '' && !/^(```|#{1,6}\s|\|)/.test(line) && !itemPattern.test(line),
  )
  return { block: { kind: 'paragraph', content: parseInline(lines.slice(at, end).join(' ')) }, next: end }
}

/** The first line from `at` on that does not belong. */
function endOf(lines: readonly string[], at: number, belongs: (line: string) => boolean): number {
  let end = at
  while (end < lines.length && belongs(lines[end]!)) end += 1
  return end
}

function cellsOf(line: string): readonly (readonly Inline[])[] {
  const inner = line.trim().replace(/^\||\|$/g, '')
  return inner.split(/(?<!\\)\|/).map((cell) => parseInline(cell.trim().replaceAll('\\|', '|')))
}
