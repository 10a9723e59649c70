import type { Diagnostic, Place } from '../diagnostic.ts'
import type { Drawing, Rule } from '../drawing.ts'
import { didYouMean, quote } from '../nearest.ts'
import { coerceParameter, parameterTypeWords } from '../parameters.ts'
import { toPointer } from '../patch.ts'
import { hasMalformedPlaceholder, mapTexts, type ParameterReference, readPlaceholders } from '../placeholders.ts'
import { error, warning } from '../problem.ts'

/** Parameters are declared and used, their defaults fit, and nothing looks like a placeholder without being one. */
export const parameters: Rule = function* ({ document, nearest }) {
  const { references, malformed } = readAllTexts(document)
  const declared = Object.entries(document.parameters)
  const names = declared.map(([name]) => name)
  for (const place of malformed) {
    const message =
      'Something here begins like a placeholder and is none, so it stays as it is. Write ${NAME}, ${NAME:default} or ${secret:NAME}; plain text as $${.'
    yield warning('SLUICE-PLACEHOLDER', place, message)
  }
  for (const [name, { reference, place }] of references) {
    const isNeeded = reference.fallback === null && !Object.hasOwn(document.parameters, name)
    if (isNeeded) yield undeclared(name, place, nearest(name, names))
  }
  for (const [name, { type, default: value }] of declared) {
    const place = { field: ['parameters', name] }
    if (!references.has(name)) {
      const patch = [{ op: 'remove' as const, path: toPointer(place.field) }]
      yield warning('SLUICE-PARAMETER-UNUSED', place, `Nothing uses the parameter ${quote(name)}.`, {
        title: 'Remove it',
        patch,
      })
    }
    if (value === undefined || coerceParameter(type, value) !== undefined) continue
    yield error(
      'SLUICE-PARAMETER-TYPE',
      place,
      `The default of the parameter ${quote(name)} must be ${parameterTypeWords[type]}.`,
    )
  }
}

/** The first use of each name that needs a value, a use without a default before one with. */
type References = Map<string, { reference: ParameterReference; place: Place }>

function readAllTexts(document: Drawing['document']): { references: References; malformed: readonly Place[] } {
  const references: References = new Map()
  const malformed: Place[] = []
  mapAllTexts(document, (text, place, own) => {
    if (!text.includes('${')) return text
    if (hasMalformedPlaceholder(text)) malformed.push(place)
    for (const part of readPlaceholders(text)) {
      if (typeof part === 'string' || part.kind !== 'parameter' || own.has(part.name)) continue
      const known = references.get(part.name)
      if (known === undefined || (known.reference.fallback !== null && part.fallback === null)) {
        references.set(part.name, { reference: part, place })
      }
    }
    return text
  })
  return { references, malformed }
}

/** The texts of the document and of its subflows; `own` are the names a subflow declares itself. */
function mapAllTexts(
  document: Drawing['document'],
  visit: (text: string, place: Place, own: ReadonlySet<string>) => string,
): void {
  const none = new Set<string>()
  mapTexts(document, (text, place) => visit(text, place, none))
  for (const [name, { nodes, parameters }] of Object.entries(document.subflows ?? {})) {
    const own = new Set(Object.keys(parameters))
    const body = { ...document, connections: {}, nodes }
    mapTexts(body, (text, { node }) => (node === undefined ? text : visit(text, { field: ['subflows', name] }, own)))
  }
}

function undeclared(name: string, place: Place, meant: string | null): Diagnostic {
  const message = `\${${name}} is not declared under "parameters"; it works only where the environment has a variable of that name.${didYouMean(meant)}`
  const patch = [
    { op: 'add' as const, path: toPointer(['parameters', name]), value: { type: 'string', description: '' } },
  ]
  return warning('SLUICE-PARAMETER-UNDECLARED', place, message, { title: `Declare ${quote(name)}`, patch })
}
