import { type BytewaxName, bytewaxDifferences, fromBytewax } from '../../../shared/operators/reference/from-bytewax.ts'
import { hang, plainText } from './plain-text.ts'

/** What takes the place of names from Bytewax, section by section. */
export function bytewaxText(width: number): string {
  const sections = fromBytewax.map(({ title, names }) =>
    [title.toUpperCase(), ...names.map((name) => nameText(name, width))].join('\n'),
  )
  return `${[...sections, plainText(bytewaxDifferences, width)].join('\n\n')}\n`
}

function nameText({ names, operators, note }: BytewaxName, width: number): string {
  const steps = operators.length === 0 ? '' : `→ ${operators.join(', ')}. `
  return [hang('  ', names.join(', '), width), hang('      ', `${steps}${note}`, width)].join('\n')
}
