import type { OperatorSpec } from '../../../shared/operators/define.ts'
import { byGroup } from '../../../shared/operators/reference/operator-reference.ts'
import { hang } from './plain-text.ts'

/** All operators by the headings of the palette, each with its sentence. */
export function listText(specs: readonly OperatorSpec[], width: number): string {
  const longest = Math.max(...specs.map((spec) => spec.id.length))
  const sections = byGroup(specs).map(([group, members]) => {
    const lines = members.map((spec) => hang(`  ${spec.id.padEnd(longest)}  `, spec.summary, width))
    return [group, ...lines].join('\n')
  })
  const foot = '"sluice operators ID" shows ports, options and examples of one; --from-bytewax translates names.'
  return `${[...sections, hang('', foot, width)].join('\n\n')}\n`
}
