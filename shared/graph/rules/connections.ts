import type { Diagnostic, Fix, Place } from '../diagnostic.ts'
import { type Drawing, type DrawnNode, type Rule, textAt } from '../drawing.ts'
import { didYouMean, listNames, type Nearest, quote } from '../nearest.ts'
import { connectionOptions } from '../option-roles.ts'
import { type PatchOperation, toPointer } from '../patch.ts'
import { error, warning } from '../problem.ts'
import type { PulsarConnection } from '../schema.ts'
import { isWebServiceUrl, parseServiceUrl } from '../service-url.ts'

/** Connections that are named exist, those that exist are named, and their addresses can be read. */
export const connections: Rule = function* (drawing) {
  const known = { names: Object.keys(drawing.document.connections), nearest: drawing.nearest }
  const used = new Set<string>()
  let isUseOpen = drawing.isOpen(['settings', 'deadLetter', 'connection'])
  for (const drawn of drawing.nodes) {
    for (const option of drawn.spec && drawn.config ? connectionOptions(drawn.spec) : []) {
      const name = textAt(drawn, [option])
      if (name !== null && exists(drawing, name)) {
        used.add(name)
      } else {
        isUseOpen = true
        if (name !== null) yield missingConnection(drawn, option, name, known)
      }
    }
    if (drawn.config === null) isUseOpen = true
  }
  yield* checkDeadLetter(drawing, known)
  used.add(drawing.filled.settings.deadLetter?.connection ?? '')
  for (const [name, connection] of Object.entries(drawing.filled.connections)) {
    if (!used.has(name) && !isUseOpen) yield unusedConnection(name)
    if (connection.type === 'pulsar') yield* checkAddresses(name, connection, drawing)
  }
}

function exists({ document }: Drawing, name: string): boolean {
  return Object.hasOwn(document.connections, name)
}

function missingConnection({ id, index, node }: DrawnNode, option: string, name: string, known: Known): Diagnostic {
  const place = { node: id, field: [option] }
  const message = `The step ${quote(id)} uses the connection ${quote(name)}, which the pipeline does not have.`
  const written = node.config[option]
  const isWritten = typeof written === 'string' && written.includes('${')
  const { alternatives, fix } = suggest(name, toPointer(['nodes', index, 'config', option]), known)
  return error('SLUICE-CONNECTION-MISSING', place, message + alternatives, isWritten ? undefined : fix)
}

function* checkDeadLetter(drawing: Drawing, known: Known): Iterable<Diagnostic> {
  const name = drawing.filled.settings.deadLetter?.connection
  const field = ['settings', 'deadLetter', 'connection']
  if (name === undefined || exists(drawing, name) || drawing.isOpen(field)) return
  const message = `Dead letters go to the connection ${quote(name)}, which the pipeline does not have.`
  const { alternatives, fix } = suggest(name, toPointer(field), known)
  yield error('SLUICE-DEAD-LETTER-CONNECTION', { field }, message + alternatives, fix)
}

/** The connections there are, and how to find one among them. */
interface Known {
  readonly names: readonly string[]
  readonly nearest: Nearest
}

/** Takes the nearest connection, or the only one; where there is none, adds an embedded one under the name asked for. */
function suggest(name: string, path: string, { names, nearest }: Known): { alternatives: string; fix?: Fix } {
  if (names.length === 0) {
    const fix = { title: `Add ${quote(name)} on the embedded broker`, patch: [addEmbedded(name)] }
    return { alternatives: ' It has none.', fix }
  }
  const meant = nearest(name, names)
  const alternatives = ` It has ${listNames(names)}.${didYouMean(meant)}`
  const other = meant ?? (names.length === 1 ? names[0]! : null)
  if (other === null) return { alternatives }
  return { alternatives, fix: { title: `Use ${quote(other)}`, patch: [{ op: 'add', path, value: other }] } }
}

export function addEmbedded(name: string): PatchOperation {
  return { op: 'add', path: toPointer(['connections', name]), value: { type: 'embedded' } }
}

function unusedConnection(name: string): Diagnostic {
  const message = `No step uses the connection ${quote(name)}.`
  const patch = [{ op: 'remove' as const, path: toPointer(['connections', name]) }]
  return warning('SLUICE-CONNECTION-UNUSED', { field: ['connections', name] }, message, { title: 'Remove it', patch })
}

function* checkAddresses(name: string, connection: PulsarConnection, { isOpen }: Drawing): Iterable<Diagnostic> {
  const place = (key: string): Place & { field: string[] } => ({ field: ['connections', name, key] })
  const service = place('serviceUrl')
  if (!isOpen(service.field) && parseServiceUrl(connection.serviceUrl) === null) {
    const isWeb = isWebServiceUrl(connection.serviceUrl) ? ' An http address belongs into "webServiceUrl".' : ''
    const message = `The connection ${quote(name)} has a "serviceUrl" that is not written as pulsar://HOST:6650 or pulsar+ssl://HOST:6651.${isWeb}`
    yield error('SLUICE-SERVICE-URL', service, message)
  }
  const web = place('webServiceUrl')
  if (connection.webServiceUrl !== undefined && !isOpen(web.field) && !isWebServiceUrl(connection.webServiceUrl)) {
    const message = `The connection ${quote(name)} has a "webServiceUrl" that is not written as http://HOST:8080 or https://HOST:8443.`
    yield error('SLUICE-WEB-SERVICE-URL', web, message)
  }
}
