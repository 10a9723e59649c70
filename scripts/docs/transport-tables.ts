import type { OperatorSpec } from '../../shared/operators/define.ts'
import {
  limitOf,
  type OptionGroup,
  type Transport,
  transportLimits,
  transportNames,
  transports,
} from '../../shared/operators/lib/pulsar/transport-limits.ts'
import { table } from './markdown.ts'

const groups: readonly OptionGroup[] = ['consumer', 'producer']
const kinds = { refused: 'is refused', 'no-effect': 'has no effect' } as const

/** What each transport does not do with the options of a source or sink, in Markdown; null for operators without such options. */
export function transportTables({ config }: OperatorSpec): string | null {
  const group = groups.find((name) => name in config.shape)
  return group === undefined ? null : transports.map((transport) => transportTable(transport, group)).join('\n\n')
}

function transportTable(transport: Transport, group: OptionGroup): string {
  const rows = Object.keys(transportLimits[transport][group]).map((option) => limitRow(transport, group, option))
  const text = rows.length === 0 ? 'Every option counts.' : table(['Option', '', 'Why'], rows)
  return `### On ${transportNames[transport]}\n\n${text}`
}

function limitRow(transport: Transport, group: OptionGroup, option: string): string[] {
  const limit = limitOf(transport, group, option)!
  const values = limit.values?.map((value) => `\`${value}\``).join(', ')
  return [`\`${group}.${option}\`${values === undefined ? '' : ` = ${values}`}`, kinds[limit.kind], limit.reason]
}
