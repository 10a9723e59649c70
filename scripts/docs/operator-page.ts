import type { ExampleMessage, OperatorSpec } from '../../shared/operators/define.ts'
import { presetNames } from '../../shared/operators/lib/pulsar/presets.ts'
import {
  byGroup,
  type OperatorReference,
  operatorReference,
} from '../../shared/operators/reference/operator-reference.ts'
import type { OptionReference } from '../../shared/operators/reference/option-reference.ts'
import { generatedNote, table } from './markdown.ts'
import { transportTables } from './transport-tables.ts'

/** The reference page of one operator, in Markdown, made of its spec alone. */
export function operatorPage(spec: OperatorSpec): string {
  const reference = operatorReference(spec)
  const { title, id, kind, group, summary, docs, examples } = reference
  const transports = transportTables(spec)
  const sections = [
    `# ${title}`,
    `\`${id}\` · ${kind} · ${group}\n\n${summary}`,
    docs,
    `## Ports\n\n${portsTable(reference)}`,
    `## Options\n\n${optionsTable(reference)}`,
    ...(reference.presets.length > 0 ? [`## Presets\n\n${presetsTable(reference)}`] : []),
    ...(transports === null ? [] : [`## Transports\n\n${transports}`]),
    `## Examples\n\n${examples.map(exampleText).join('\n\n')}`,
  ]
  return `${generatedNote}\n\n${sections.join('\n\n')}\n`
}

/** The list of all operators, in the order of the palette. */
export function operatorIndex(specs: readonly OperatorSpec[]): string {
  const sections = byGroup(specs).map(([group, members]) => {
    const rows = members.map((spec) => [`[${spec.title}](${spec.id}.md)`, `\`${spec.id}\``, spec.summary])
    return `## ${group}\n\n${table(['Operator', 'Id', ''], rows)}`
  })
  const head =
    '# Operators\n\nWhat can be drawn. Expressions are explained in [expressions](../expressions.md). Who comes from Bytewax finds every name of it in [from Bytewax](from-bytewax.md).'
  return `${generatedNote}\n\n${[head, ...sections].join('\n\n')}\n`
}

/** What the options make of the ports stands before those every step has, or begins with. */
function portsTable({ ports, portsInWords }: OperatorReference): string {
  const rows = ports.map(({ name, direction, description }) => [`\`${name}\``, direction, description])
  return [portsInWords, rows.length > 0 ? table(['Port', '', ''], rows) : null]
    .filter((part) => part !== null)
    .join('\n\n')
}

function optionsTable({ options }: OperatorReference): string {
  return options.length === 0 ? 'None.' : table(['Option', 'Takes', 'Default', ''], options.map(optionRow))
}

function optionRow(option: OptionReference): string[] {
  const takes = option.choices.length === 0 ? option.takes : option.choices.map((value) => `\`${value}\``).join(', ')
  const preset = option.isRequired ? '*required*' : option.default === null ? '' : `\`${option.default}\``
  return [`\`${option.path}\``, takes, preset, option.description]
}

function presetsTable({ presets }: OperatorReference): string {
  const rows = presets.map(({ option, settings }) => [`\`${option}\``, ...presetNames.map((name) => settings[name])])
  return table(['', ...presetNames.map((name) => `\`${name}\``)], rows)
}

function exampleText(example: OperatorReference['examples'][number]): string {
  const parts = [`### ${example.title}`, code({ config: example.config })]
  if (example.input !== undefined) parts.push(`In:\n\n${example.input.map(messageLine).join('\n')}`)
  for (const [port, messages] of Object.entries(example.output ?? {})) {
    if (messages.length > 0) parts.push(`Out of \`${port}\`:\n\n${messages.map(messageLine).join('\n')}`)
  }
  return parts.join('\n\n')
}

function code(value: object): string {
  return `\`\`\`json\n${JSON.stringify(value, null, 2)}\n\`\`\``
}

function messageLine({ bytes, failure, ...message }: ExampleMessage): string {
  const parts = Object.entries(message).map(([name, value]) => `${name} \`${JSON.stringify(value)}\``)
  if (bytes !== undefined) parts.push(`bytes \`${bytes}\``)
  if (failure !== undefined) parts.push(`failure \`${failure}\``)
  return `- ${parts.join(', ')}`
}
