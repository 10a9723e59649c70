import {
  type Limit,
  limitOn,
  type OptionGroup,
  type Transport,
  transportNames,
  transportsOf,
} from '../../operators/lib/pulsar/transport-limits.ts'
import type { Diagnostic, Fix } from '../diagnostic.ts'
import type { DrawnNode, Rule } from '../drawing.ts'
import { quote } from '../nearest.ts'
import { connectionOf } from '../option-roles.ts'
import { toPointer } from '../patch.ts'
import { error, info, warning } from '../problem.ts'

const groups: readonly OptionGroup[] = ['consumer', 'producer']

/** Options that a person has set and the connection's transport does not honour. What a preset fills in is left out in silence. */
export const transport: Rule = function* ({ nodes, filled: { connections } }) {
  for (const drawn of nodes) {
    const name = connectionOf(drawn)
    if (name === null || !Object.hasOwn(connections, name)) continue
    const [active, ...others] = transportsOf(connections[name]!)
    for (const { group, option, value } of optionsOf(drawn)) {
      const limit = limitOn(active, group, option, value)
      if (limit === null) continue
      const able = others.find((other) => limitOn(other, group, option, value) === null)
      yield explain({ drawn, connection: name, field: [group, option], active, limit, able })
    }
  }
}

interface SetOption {
  readonly group: OptionGroup
  readonly option: string
  readonly value: unknown
}

function optionsOf({ config, isOpen }: DrawnNode): readonly SetOption[] {
  return groups.flatMap((group) => {
    const options = config?.[group]
    if (typeof options !== 'object' || options === null) return []
    const set = Object.entries(options).map(([option, value]) => ({ group, option, value }))
    return set.filter(({ option }) => !isOpen([group, option]))
  })
}

interface Found {
  readonly drawn: DrawnNode
  readonly connection: string
  readonly field: readonly [OptionGroup, string]
  readonly active: Transport
  readonly limit: Limit
  /** Another transport of the connection that honours it. */
  readonly able: Transport | undefined
}

function explain({ drawn, connection, field, active, limit, able }: Found): Diagnostic {
  const place = { node: drawn.id, field: [...field] }
  const { kind, values, reason } = limit
  const what = values === undefined ? 'the option' : 'this value of the option'
  const subject = `The step ${quote(drawn.id)}: ${what} ${quote(field.join('.'))}`
  const where = `on ${transportNames[active]}, which the connection ${quote(connection)} uses`
  const fix = removal(drawn, field)
  if (kind === 'no-effect') {
    return info('SLUICE-TRANSPORT-NO-EFFECT', place, `${subject} has no effect ${where}. ${reason}`, fix)
  }
  const message = `${subject} cannot be honoured ${where}. ${reason}`
  if (able === undefined) return error('SLUICE-TRANSPORT-OPTION', place, message, fix)
  const way = ` It can by ${transportNames[able]}, which "transport": "auto" takes where it is installed; elsewhere the pipeline will not start.`
  return warning('SLUICE-TRANSPORT-OPTION', place, message + way, fix)
}

function removal({ index }: DrawnNode, field: Found['field']): Fix {
  return {
    title: 'Remove the option',
    patch: [{ op: 'remove', path: toPointer(['nodes', index, 'config', ...field]) }],
  }
}
