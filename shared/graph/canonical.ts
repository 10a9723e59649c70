import * as z from 'zod'
import { documentSchema, edgeId, type GraphDocument } from './schema.ts'
import { chooseForm } from './schema-walk.ts'

/**
 * The one text of a document, so that a git diff shows what changed: keys in schema order, then unknown keys sorted; names
 * (parameters, connections, options) sorted; nodes, groups and notes sorted by id, edges by their ends; one of each to a line; layout
 * last. Values the schema says nothing about (inside an option, inside an unknown field) keep the order they were written in.
 */
export function toCanonicalText(document: GraphDocument): string {
  const { layout, ...rest } = order(document, documentSchema) as GraphDocument
  const members = Object.entries({ ...rest, layout }).map(
    ([key, value]) => `  ${JSON.stringify(key)}: ${layOut(value, sections[key])}`,
  )
  return `{\n${members.join(',\n')}\n}\n`
}

/** How many levels of a top-level member are broken into lines; the others stand on one line. */
const sections: Readonly<Record<string, number>> = {
  parameters: 1,
  connections: 1,
  settings: 1,
  subflows: 3,
  nodes: 1,
  edges: 1,
  layout: 2,
}

function layOut(value: unknown, levels = 0, indent = '  '): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const [open, close] = Array.isArray(value) ? '[]' : '{}'
  const members: [string, unknown][] = Array.isArray(value)
    ? value.map((item) => ['', item])
    : Object.entries(value)
        .filter(([, member]) => member !== undefined)
        .map(([key, member]) => [`${JSON.stringify(key)}: `, member])
  if (members.length === 0) return `${open}${close}`
  const inner = levels > 0 ? `${indent}  ` : indent
  const texts = members.map(([key, member]) => key + layOut(member, levels - 1, inner))
  if (levels > 0) return `${open}\n${inner}${texts.join(`,\n${inner}`)}\n${indent}${close}`
  return Array.isArray(value) ? `[${texts.join(', ')}]` : `{ ${texts.join(', ')} }`
}

function order(value: unknown, schema: z.core.$ZodType): unknown {
  const form = chooseForm(schema, value)
  if (form instanceof z.ZodObject) return orderObject(value as Record<string, unknown>, form)
  if (form instanceof z.ZodRecord) {
    const entries = Object.entries(value as Record<string, unknown>).sort(byKey)
    return Object.fromEntries(entries.map(([key, member]) => [key, order(member, form.valueType)]))
  }
  if (form instanceof z.ZodArray) {
    const items = (value as unknown[]).map((item) => order(item, form.element))
    return items.toSorted((a, b) => compare(identityOf(a), identityOf(b)))
  }
  return value
}

function orderObject(value: Record<string, unknown>, schema: z.ZodObject): Record<string, unknown> {
  const known = Object.keys(schema.shape).filter((key) => value[key] !== undefined)
  const unknown = Object.keys(value)
    .filter((key) => !Object.hasOwn(schema.shape, key))
    .sort(compare)
  return Object.fromEntries(
    [...known, ...unknown].map((key) => [key, schema.shape[key] ? order(value[key], schema.shape[key]) : value[key]]),
  )
}

function identityOf(item: unknown): string {
  const named = item as { id?: unknown; from?: unknown; to?: unknown }
  return typeof named.id === 'string' ? named.id : edgeId({ from: String(named.from), to: String(named.to) })
}

function byKey([a]: [string, unknown], [b]: [string, unknown]): number {
  return compare(a, b)
}

/** By code units, the same on every machine. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
