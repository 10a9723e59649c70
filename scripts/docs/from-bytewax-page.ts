import { type BytewaxName, bytewaxDifferences, fromBytewax } from '../../shared/operators/reference/from-bytewax.ts'
import { operatorSpecs } from '../../shared/operators/specs.ts'
import { generatedNote, table } from './markdown.ts'

/** The page for people who come from Bytewax. */
export function fromBytewaxPage(): string {
  const intro = 'What you know from Bytewax and from its Pulsar connector, and what takes its place here.'
  const elsewhere = 'The same in a terminal: `sluice operators --from-bytewax`.'
  const head = `# From Bytewax\n\n${intro} ${elsewhere}\n\n${bytewaxDifferences}`
  const sections = fromBytewax.map(
    ({ title, names }) => `## ${title}\n\n${table(['In Bytewax', 'Here', ''], names.map(row))}`,
  )
  return `${generatedNote}\n\n${[head, ...sections].join('\n\n')}\n`
}

function row({ names, operators, note }: BytewaxName): string[] {
  const links = operators.map((id) => `[${operatorSpecs[id].title}](${id}.md)`)
  return [names.map((name) => `\`${name}\``).join(', '), links.join(', '), note]
}
