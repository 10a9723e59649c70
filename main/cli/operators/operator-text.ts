import type { ExampleMessage } from '../../../shared/operators/define.ts'
import { presetNames } from '../../../shared/operators/lib/pulsar/presets.ts'
import type { OperatorReference } from '../../../shared/operators/reference/operator-reference.ts'
import type { OptionReference } from '../../../shared/operators/reference/option-reference.ts'
import { hang, plainText } from './plain-text.ts'

/** All about one operator. */
export function operatorText(reference: OperatorReference, width: number): string {
  const { title, id, kind, group, summary, docs, ports, options, presets, examples } = reference
  const sections = [
    `${title} (${id}), ${kind}, ${group}\n${summary}`,
    plainText(docs, width),
    ['PORTS', ...portLines(ports, width)].join('\n'),
    ['OPTIONS', ...(options.length === 0 ? ['  None.'] : options.map((option) => optionText(option, width)))].join(
      '\n',
    ),
    ...(presets.length === 0 ? [] : [['PRESETS', ...presetLines(presets)].join('\n')]),
    ...examples.map((example) => exampleText(example)),
  ]
  return `${sections.join('\n\n')}\n`
}

function portLines(ports: OperatorReference['ports'], width: number): string[] {
  const longest = Math.max(...ports.map((port) => port.name.length))
  return ports.map(({ name, direction, description }) =>
    hang(`  ${name.padEnd(longest)}  ${direction.padEnd(6)}  `, description, width),
  )
}

function optionText(option: OptionReference, width: number): string {
  const takes = option.choices.length === 0 ? option.takes : option.choices.join(' | ')
  const preset = option.isRequired ? 'required' : option.default === null ? '' : `default ${option.default}`
  const facts = [takes, preset].filter((fact) => fact !== '').join('; ')
  return [hang(`  ${option.path}  `, facts, width, 6), hang('      ', option.description, width)].join('\n')
}

function presetLines(presets: OperatorReference['presets']): string[] {
  const rows = [
    ['', ...presetNames],
    ...presets.map(({ option, settings }) => [option, ...presetNames.map((name) => settings[name])]),
  ]
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)))
  return rows.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column]!)).join('  ')}`.trimEnd())
}

function exampleText(example: OperatorReference['examples'][number]): string {
  const config = JSON.stringify(example.config, null, 2).replace(/^/gm, '  ')
  const lines = [`EXAMPLE: ${example.title}`, config]
  for (const message of example.input ?? []) lines.push(`  in: ${messageText(message)}`)
  for (const [port, messages] of Object.entries(example.output ?? {})) {
    for (const message of messages) lines.push(`  ${port}: ${messageText(message)}`)
  }
  return lines.join('\n')
}

function messageText({ bytes, failure, ...message }: ExampleMessage): string {
  const parts = Object.entries(message).map(([name, value]) => `${name} ${JSON.stringify(value)}`)
  if (bytes !== undefined) parts.push(`bytes ${bytes}`)
  if (failure !== undefined) parts.push(`failure ${failure}`)
  return parts.join(', ')
}
