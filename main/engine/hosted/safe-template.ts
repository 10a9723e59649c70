import { fail } from '../../../shared/ipc/failure.ts'
import type { Message } from '../../../shared/message.ts'
import { holeText, readTemplate } from '../../../shared/operators/lib/template.ts'
import type { HostedPorts } from './contract.ts'

type Render = (message: Message) => string

/** A template whose holes cannot change what is around them: every value is passed through `guard` before it is put in. */
function escaped(
  text: string,
  ports: Pick<HostedPorts, 'compile' | 'template'>,
  guard: (value: string) => string,
): Render {
  // Compiled as a whole first, for its sentences about what is wrong.
  ports.template(text)
  const pieces = readTemplate(text).map((piece) => {
    if (typeof piece === 'string') return () => piece
    const expression = piece.expression.trim()
    const program = ports.compile(expression)
    return (message: Message) => guard(holeText(program.evaluate(message), expression))
  })
  return (message) => pieces.map((piece) => piece(message)).join('')
}

/** Values stand in the address as data: `/`, `?` and the like are percent-encoded. */
export function urlTemplate(text: string, ports: Pick<HostedPorts, 'compile' | 'template'>): Render {
  return escaped(text, ports, (value) => {
    if (/^\.{1,2}$/.test(value)) throw fail('SLUICE-TEMPLATE-EMPTY', `"${value}" in an address would lead elsewhere.`)
    return encodeURIComponent(value)
  })
}

/** Values are one part of the path: separators, control characters and `..` become underscores. */
export function pathTemplate(text: string, ports: Pick<HostedPorts, 'compile' | 'template'>): Render {
  return escaped(text, ports, (value) =>
    value.replace(/[/\\:\0-\x1f]/g, '_').replace(/^\.+/, (dots) => '_'.repeat(dots.length)),
  )
}
