/** One visible line of a value shown as a tree. */
export interface TreeLine {
  readonly path: readonly string[]
  /** `path` as one text, for sets and keys. */
  readonly id: string
  readonly name: string
  readonly depth: number
  readonly kind: 'text' | 'number' | 'word' | 'branch' | 'more'
  /** The value, or what a closed branch holds. */
  readonly text: string
  readonly isOpen: boolean
}

/** Members shown of one object or list. */
const most = 200

/** Levels that are open at first. */
const openAtFirst = 2

/** The lines of a value. `toggled` holds the ids of branches that are not as they were at first. */
export function treeLines(value: unknown, toggled: ReadonlySet<string>): TreeLine[] {
  const lines: TreeLine[] = []
  addMembers(value, [], toggled, lines)
  return lines.length > 0 ? lines : [leaf([], '', value)]
}

function addMembers(value: unknown, path: readonly string[], toggled: ReadonlySet<string>, lines: TreeLine[]): void {
  if (typeof value !== 'object' || value === null) return
  const members = Object.entries(value)
  for (const [name, member] of members.slice(0, most)) {
    const inner = [...path, name]
    const line = isBranch(member) ? branch(inner, name, member, toggled) : leaf(inner, name, member)
    lines.push(line)
    if (line.isOpen) addMembers(member, inner, toggled, lines)
  }
  if (members.length > most) {
    const rest = leaf([...path, '…'], '…', `${members.length - most} more`)
    lines.push({ ...rest, kind: 'more', text: `${members.length - most} more` })
  }
}

function branch(path: readonly string[], name: string, value: object, toggled: ReadonlySet<string>): TreeLine {
  const id = idOf(path)
  const count = Object.keys(value).length
  const text = Array.isArray(value) ? `[${count}]` : `{${count}}`
  const isOpen = count > 0 && path.length < openAtFirst !== toggled.has(id)
  return { path, id, name, depth: path.length - 1, kind: 'branch', text, isOpen }
}

function leaf(path: readonly string[], name: string, value: unknown): TreeLine {
  const kind =
    typeof value === 'string' ? 'text' : typeof value === 'number' || typeof value === 'bigint' ? 'number' : 'word'
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value)
  return { path, id: idOf(path), name, depth: Math.max(0, path.length - 1), kind, text, isOpen: false }
}

function isBranch(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

function idOf(path: readonly string[]): string {
  return JSON.stringify(path)
}
