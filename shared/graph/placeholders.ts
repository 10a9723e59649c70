import type { Place } from './diagnostic.ts'
import type { GraphDocument } from './schema.ts'

/**
 * The texts that stand for values: `${NAME}`, `${NAME:default}` (the default ends at the first `}` and holds no other placeholder) and `${secret:NAME}`.
 * `$${` writes a plain `${`. Whatever else begins with `${` is left as it is, since scripts and templates use it too.
 */

export interface ParameterReference {
  readonly kind: 'parameter'
  readonly name: string
  /** The default written beside the name; null when there is none. */
  readonly fallback: string | null
  /** As it stands in the text. */
  readonly written: string
}

export interface SecretReference {
  readonly kind: 'secret'
  readonly name: string
  readonly written: string
}

/** `$${`, which stands for a plain `${`. */
export interface Escape {
  readonly kind: 'escape'
  readonly written: string
}

export type Placeholder = ParameterReference | SecretReference

const pattern =
  /\$\$\{|\$\{secret:(?<secret>[A-Za-z_][\w.-]*)\}|\$\{(?!secret[:}])(?<name>[A-Za-z_]\w*)(?::(?<fallback>[^}$]*(?:\$(?!\{)[^}$]*)*))?\}/g

/** The pieces of a text in order: plain text and placeholders. */
export function readPlaceholders(text: string): readonly (string | Placeholder | Escape)[] {
  if (!text.includes('${')) return [text]
  const parts: (string | Placeholder | Escape)[] = []
  let end = 0
  for (const match of text.matchAll(pattern)) {
    if (match.index > end) parts.push(text.slice(end, match.index))
    parts.push(toPart(match))
    end = match.index + match[0].length
  }
  if (end < text.length) parts.push(text.slice(end))
  return parts
}

/** Leaves out plain text and escapes. */
export function isPlaceholder(part: string | Placeholder | Escape): part is Placeholder {
  return typeof part === 'object' && part.kind !== 'escape'
}

/** Whether something here was probably meant as a placeholder but is none: `${NAME` unclosed, `${}`, `${secret:…}` without a proper name. */
export function hasMalformedPlaceholder(text: string): boolean {
  return readPlaceholders(text).some((part) => {
    if (typeof part !== 'string') return false
    return /\$\{(?:[A-Za-z_]\w*(?::[^}$]*)?$|\s*\}|secret\b)/.test(part)
  })
}

/** What takes the place of a placeholder (for an escape, usually `${`); undefined leaves it standing. */
export type LookUp = (part: Placeholder | Escape) => string | number | boolean | undefined

/** A text that is one placeholder becomes the value itself, with its type; in a longer text the value is written out. */
export function fillText(text: string, lookUp: LookUp): string | number | boolean {
  const parts = readPlaceholders(text)
  const only = parts.length === 1 ? parts[0] : undefined
  if (typeof only === 'object') return lookUp(only) ?? only.written
  return parts.map((part) => (typeof part === 'string' ? part : String(lookUp(part) ?? part.written))).join('')
}

/** Gets each text in which placeholders work, and where it stands; returns what stands there instead. */
export type VisitText = (text: string, place: Place) => unknown

/** A copy with every text in the nodes' options, the connections and the settings visited; parts without a change are shared. */
export function mapTexts(document: GraphDocument, visit: VisitText): GraphDocument {
  const inside = (key: 'connections' | 'settings') => (text: string, field: (string | number)[]) =>
    visit(text, { field: [key, ...field] })
  return {
    ...document,
    connections: mapValue(document.connections, [], inside('connections')),
    settings: mapValue(document.settings, [], inside('settings')),
    nodes: document.nodes.map((node) => {
      const config = mapValue(node.config, [], (text, field) => visit(text, { node: node.id, field }))
      return config === node.config ? node : { ...node, config }
    }),
  }
}

function mapValue<T>(
  value: T,
  path: readonly (string | number)[],
  visit: (text: string, path: (string | number)[]) => unknown,
): T {
  if (typeof value === 'string') return visit(value, [...path]) as T
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) {
    const items = value.map((item, index) => mapValue(item, [...path, index], visit))
    return items.some((item, index) => item !== value[index]) ? (items as T) : value
  }
  const entries = Object.entries(value).map(([key, member]) => [key, mapValue(member, [...path, key], visit)] as const)
  const isChanged = entries.some(([key, member]) => member !== (value as Record<string, unknown>)[key])
  return isChanged ? (Object.fromEntries(entries) as T) : value
}

function toPart({ 0: written, groups }: RegExpExecArray): Placeholder | Escape {
  if (written === '$${') return { kind: 'escape', written }
  if (groups?.secret !== undefined) return { kind: 'secret', name: groups.secret, written }
  return { kind: 'parameter', name: groups?.name ?? '', fallback: groups?.fallback ?? null, written }
}
