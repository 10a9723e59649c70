import type { GraphDocument } from '../../shared/graph/schema.ts'

/** `wanted`, or `wanted-2`, `wanted-3` … until it is free. */
export function freeId(taken: ReadonlySet<string>, wanted: string): string {
  return firstFree(taken, wanted, '-')
}

/** `Filter`, or `Filter 2`, `Filter 3` … until no node has it. */
export function freeName(document: GraphDocument, wanted: string): string {
  return firstFree(new Set(document.nodes.map((node) => node.name ?? '')), wanted, ' ')
}

export function idsOf(document: GraphDocument): Set<string> {
  return new Set(document.nodes.map((node) => node.id))
}

/** Letters, digits and dashes of a name, for ids and file names; `fallback` when nothing is left. */
export function slug(name: string, fallback: string): string {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
  return plain.replace(/^-+|-+$/g, '').slice(0, 60) || fallback
}

function firstFree(taken: ReadonlySet<string>, wanted: string, separator: string): string {
  if (!taken.has(wanted)) return wanted
  let number = 2
  while (taken.has(`${wanted}${separator}${number}`)) number += 1
  return `${wanted}${separator}${number}`
}
