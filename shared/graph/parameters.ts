import type { Diagnostic, Place } from './diagnostic.ts'
import { toText } from './explain.ts'
import { createNearest, didYouMean, listNames, quote } from './nearest.ts'
import {
  fillText,
  isPlaceholder,
  mapTexts,
  type ParameterReference,
  type Placeholder,
  readPlaceholders,
  type SecretReference,
} from './placeholders.ts'
import { type GraphDocument, type Parameter, pulsarConnectionSchema } from './schema.ts'
import { parseServiceUrl } from './service-url.ts'

type Texts = Readonly<Record<string, string | undefined>>

/** Where values come from, the first that has one wins: `set`, `environment`, the parameter's default, the default in the text. */
export interface ParameterValues {
  /** `--set NAME=VALUE`. A name the document does not know is an error. */
  readonly set?: Texts
  readonly environment?: Texts
  /** For `${secret:NAME}`. These values appear in the filled document and nowhere else. */
  readonly secrets?: Texts
}

export type Resolution =
  | { readonly document: GraphDocument; readonly diagnostics?: undefined }
  | { readonly document?: undefined; readonly diagnostics: readonly Diagnostic[] }

/**
 * Puts values in for all placeholders. The result declares no parameters any more. An option that is exactly one placeholder takes the
 * parameter's declared type; connections and settings have texts only. No diagnostic quotes a value.
 */
export function resolveDocument(document: GraphDocument, values: ParameterValues = {}): Resolution {
  return fillDocument(document, values, {
    secret: ({ name }) => own(values.secrets, name),
    escape: '${',
    plain: (value) => value,
  })
}

/** As `resolveDocument`, but a document still: `${secret:NAME}` and `$${` stay as they stand. Fit to be checked, shown and logged. */
export function resolveWithoutSecrets(document: GraphDocument, values: ParameterValues = {}): Resolution {
  return fillDocument(document, values, {
    secret: ({ written }) => written,
    escape: '$${',
    plain: (value) => (typeof value === 'string' ? value.replaceAll('${', '$$$${') : value),
  })
}

/** How the pieces of a text are written into the result. */
interface Writing {
  readonly secret: (secret: SecretReference) => string | undefined
  readonly escape: string
  readonly plain: <T extends string | number | boolean>(value: T) => string | T
}

/** All placeholders of a document with where they stand. */
export function findPlaceholders(document: GraphDocument): readonly { placeholder: Placeholder; place: Place }[] {
  const found: { placeholder: Placeholder; place: Place }[] = []
  mapTexts(document, (text, place) => {
    for (const part of readPlaceholders(text)) if (isPlaceholder(part)) found.push({ placeholder: part, place })
    return text
  })
  return found
}

/** The text as a value of the type; undefined when it is none. */
export function coerceParameter(
  type: Parameter['type'],
  value: string | number | boolean,
): string | number | boolean | undefined {
  const text = String(value).trim()
  if (type === 'string') return String(value)
  if (type === 'boolean') return text === 'true' ? true : text === 'false' ? false : undefined
  const number = text === '' ? Number.NaN : Number(text)
  return (type === 'integer' ? Number.isSafeInteger(number) : Number.isFinite(number)) ? number : undefined
}

/** How a parameter type is called in sentences. */
export const parameterTypeWords: Readonly<Record<Parameter['type'], string>> = {
  string: 'text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
}

/**
 * `--connection main=URL`: the connection is replaced, with all it had, by one to `pulsar://host:port`, `pulsar+ssl://host:port` or
 * `embedded`. The web address is the same host with Pulsar's usual port, and can be set as the parameter WEB_SERVICE_URL.
 */
export function overrideConnection(document: GraphDocument, name: string, url: string): Resolution {
  if (!Object.hasOwn(document.connections, name)) {
    const names = Object.keys(document.connections)
    const known = names.length === 0 ? 'It has none.' : `It has ${listNames(names)}.`
    return refuse(
      'SLUICE-CONNECTION-UNKNOWN',
      `The pipeline has no connection ${quote(name)}. ${known}${didYouMean(createNearest()(name, names))}`,
    )
  }
  if (url === 'embedded') return { document: withConnection(document, name, { type: 'embedded' }) }
  const address = parseServiceUrl(url)
  if (address === null) {
    const message = `The connection ${quote(name)} cannot be ${quote(url)}: write pulsar://HOST:PORT, pulsar+ssl://HOST:PORT or embedded.`
    return refuse('SLUICE-SERVICE-URL', message)
  }
  const webServiceUrl = `\${WEB_SERVICE_URL:${address.isEncrypted ? `https://${address.host}:8443` : `http://${address.host}:8080`}}`
  return {
    document: withConnection(
      document,
      name,
      pulsarConnectionSchema.parse({ type: 'pulsar', serviceUrl: url, webServiceUrl }),
    ),
  }
}

function withConnection(
  document: GraphDocument,
  name: string,
  connection: GraphDocument['connections'][string],
): GraphDocument {
  return { ...document, connections: { ...document.connections, [name]: connection } }
}

function fillDocument(document: GraphDocument, values: ParameterValues, writing: Writing): Resolution {
  const known = new Set(Object.keys(document.parameters))
  for (const { placeholder } of findPlaceholders(document))
    if (placeholder.kind === 'parameter') known.add(placeholder.name)
  const diagnostics = [...explainUnknownNames(values.set, known), ...explainWrongTypes(document, values)]
  const refuseMissing = (part: Placeholder, place: Place) => {
    diagnostics.push(explainMissing(part, place))
    return undefined
  }
  const filled = mapTexts(document, (text, place) => {
    const value = fillText(text, (part) => {
      if (part.kind === 'escape') return writing.escape
      if (part.kind === 'secret') return writing.secret(part) ?? refuseMissing(part, place)
      const found = lookUp(part, document, values)
      return found === undefined ? refuseMissing(part, place) : writing.plain(found)
    })
    return place.node === undefined ? String(value) : value
  })
  return diagnostics.length > 0 ? { diagnostics } : { document: { ...filled, parameters: {} } }
}

function lookUp(
  reference: ParameterReference,
  document: GraphDocument,
  values: ParameterValues,
): string | number | boolean | undefined {
  const parameter = own(document.parameters, reference.name)
  const value = given(reference.name, values) ?? parameter?.default ?? reference.fallback ?? undefined
  return value === undefined || parameter === undefined ? value : (coerceParameter(parameter.type, value) ?? value)
}

function given(name: string, values: ParameterValues): string | undefined {
  return own(values.set, name) ?? own(values.environment, name)
}

function explainUnknownNames(set: Texts | undefined, known: ReadonlySet<string>): Diagnostic[] {
  const unknown = Object.keys(set ?? {}).filter((name) => !known.has(name))
  return unknown.map((name) => {
    const names = known.size === 0 ? 'The pipeline has no parameters.' : `There is ${listNames([...known])}.`
    const message = `No parameter is called ${quote(name)}. ${names}${didYouMean(createNearest()(name, known))}`
    return { code: 'SLUICE-PARAMETER-UNKNOWN', severity: 'error', message, place: {} }
  })
}

function explainWrongTypes(document: GraphDocument, values: ParameterValues): Diagnostic[] {
  return Object.entries(document.parameters).flatMap(([name, { type, default: fallback }]): Diagnostic[] => {
    const value = given(name, values) ?? fallback
    if (value === undefined || coerceParameter(type, value) !== undefined) return []
    const source =
      own(values.set, name) !== undefined
        ? 'The value set'
        : own(values.environment, name) !== undefined
          ? 'The environment variable'
          : 'The default'
    const message = `${source} for the parameter ${quote(name)} must be ${parameterTypeWords[type]}.`
    return [{ code: 'SLUICE-PARAMETER-TYPE', severity: 'error', message, place: { field: ['parameters', name] } }]
  })
}

function explainMissing(placeholder: Placeholder, place: Place): Diagnostic {
  const where =
    place.node === undefined
      ? `"${toText(place.field ?? [])}"`
      : `"${toText(place.field ?? [])}" of the step ${quote(place.node)}`
  const { name, written } = placeholder
  if (placeholder.kind === 'secret') {
    const message = `The secret ${written} is not known; ${where} needs it. Store it under the name ${quote(name)}, or give it as an environment variable.`
    return { code: 'SLUICE-SECRET-MISSING', severity: 'error', message, place }
  }
  const message = `No value for ${written}; ${where} needs one. Set it with --set ${name}=VALUE or the environment variable ${name}, or write a default: \${${name}:VALUE}. (Plain text is written $$\{${name}}.)`
  return { code: 'SLUICE-PARAMETER-MISSING', severity: 'error', message, place }
}

function refuse(code: string, message: string): Resolution {
  return { diagnostics: [{ code, severity: 'error', message, place: {} }] }
}

function own<T>(record: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  return record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined
}
