import type { Fix } from '../diagnostic.ts'
import type { Rule } from '../drawing.ts'
import { quote } from '../nearest.ts'
import type { PatchOperation } from '../patch.ts'
import { error } from '../problem.ts'
import type { GraphDocument } from '../schema.ts'
import { addEmbedded } from './connections.ts'

/** Who sends messages to the dead-letter topic must have one. */
export const deadLetter: Rule = function* ({ document, nodes, wiring: { outOf } }) {
  if (document.settings.deadLetter !== undefined) return
  const needed = 'but "settings.deadLetter" does not say where that is. Add its connection and topic.'
  if (document.settings.unhandledErrors === 'dead-letter') {
    const message = `Errors that nobody handles go to the dead-letter topic, ${needed}`
    yield error(
      'SLUICE-DEAD-LETTER-MISSING',
      { field: ['settings', 'unhandledErrors'] },
      message,
      addDeadLetter(document),
    )
  }
  for (const { id, node, spec } of nodes) {
    const isWired = outOf(id).some((wire) => wire.from.port === 'errors')
    if (node.onError !== 'dead-letter' || isWired || spec?.errors !== true) continue
    const message = `Errors of the step ${quote(id)} go to the dead-letter topic, ${needed}`
    yield error('SLUICE-DEAD-LETTER-MISSING', { node: id }, message, addDeadLetter(document))
  }
}

function addDeadLetter(document: GraphDocument): Fix {
  const [connection] = Object.keys(document.connections)
  const topic = `${document.id.replace(/[^A-Za-z0-9_-]+/g, '-') || 'pipeline'}-dead-letter`
  const patch: PatchOperation[] = connection === undefined ? [addEmbedded('main')] : []
  patch.push({ op: 'add', path: '/settings/deadLetter', value: { connection: connection ?? 'main', topic } })
  return { title: `Write dead letters to ${quote(topic)}`, patch }
}
