import { createNearest, didYouMean, quote } from '../../../shared/graph/nearest.ts'
import { fromBytewax } from '../../../shared/operators/reference/from-bytewax.ts'
import { operatorReference } from '../../../shared/operators/reference/operator-reference.ts'
import { findSpec, specList } from '../../../shared/operators/specs.ts'
import { badUsage } from '../command-end.ts'
import type { OperatorsOptions } from '../operators-command.ts'
import { bytewaxText } from './bytewax-text.ts'
import { listText } from './list-text.ts'
import { operatorText } from './operator-text.ts'

/** Nobody likes to read longer lines than this. */
const widest = 100

/**
 * What `sluice operators` prints. `columns` is the width of the terminal; undefined where there is none. Throws a CommandEnd for an
 * operator that does not exist.
 */
export function showOperators(id: string | undefined, options: OperatorsOptions, columns: number = widest): string {
  const width = Math.max(40, Math.min(widest, columns))
  if (options.fromBytewax) return options.json ? json(fromBytewax) : bytewaxText(width)
  if (id === undefined) return options.json ? json(specList.map(operatorReference)) : listText(specList, width)
  const spec = findSpec(id)
  if (spec === undefined) {
    const meant = createNearest()(
      id,
      specList.map((known) => known.id),
    )
    throw badUsage(`There is no operator ${quote(id)}.${didYouMean(meant)} "sluice operators" lists them all.`)
  }
  const reference = operatorReference(spec)
  return options.json ? json(reference) : operatorText(reference, width)
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}
