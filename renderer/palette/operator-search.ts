import type { OperatorSpec } from '../../shared/operators/define.ts'
import { fromBytewax } from '../../shared/operators/reference/from-bytewax.ts'

/** What a person may call an operator besides its title: its id, and the names of what it takes the place of. */
function otherNames({ id }: OperatorSpec): readonly string[] {
  return [id, ...(namesByOperator.get(id) ?? [])]
}

const namesByOperator = aliases()

function aliases(): ReadonlyMap<string, readonly string[]> {
  const names = new Map<string, string[]>()
  for (const entry of fromBytewax.flatMap((section) => section.names))
    for (const operator of entry.operators) names.set(operator, [...(names.get(operator) ?? []), ...entry.names])
  return names
}

/**
 * How well an operator fits what somebody typed: 1 when its title begins with it, less for its other names, least for words of
 * its summary; 0 when all of what was typed is found nowhere. Spaces, dashes and underscores do not matter, nor does case.
 */
export function operatorRank(spec: OperatorSpec, typed: string): number {
  const wanted = plain(typed)
  if (wanted === '') return 1
  const title = plain(spec.title)
  if (title.startsWith(wanted)) return 1
  if (title.includes(wanted)) return 0.9
  const others = otherNames(spec).map(plain)
  if (others.some((name) => name === wanted)) return 0.8
  if (others.some((name) => name.includes(wanted))) return 0.6
  return plain(spec.summary).includes(wanted) ? 0.4 : 0
}

/** The name from elsewhere by which an operator was found, to be shown beside it; null when its own words say why. */
export function foundBy(spec: OperatorSpec, typed: string): string | null {
  const wanted = plain(typed)
  const own = [spec.title, spec.id, spec.summary].map(plain)
  if (wanted === '' || own.some((text) => text.includes(wanted))) return null
  return namesByOperator.get(spec.id)?.find((name) => plain(name).includes(wanted)) ?? null
}

function plain(text: string): string {
  return text.toLowerCase().replace(/[\s_-]+/g, '')
}
