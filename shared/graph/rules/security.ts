import type { Diagnostic, Fix } from '../diagnostic.ts'
import type { Drawing, Rule } from '../drawing.ts'
import { valueAt } from '../explain.ts'
import { quote } from '../nearest.ts'
import { toPointer } from '../patch.ts'
import { hasMalformedPlaceholder, readPlaceholders } from '../placeholders.ts'
import { error, warning } from '../problem.ts'
import type { PulsarConnection } from '../schema.ts'
import { parseServiceUrl } from '../service-url.ts'

type Auth = NonNullable<PulsarConnection['auth']>

/** Connections say who they are completely and once, keep secrets out of the file, and say how to encrypt where they do. */
export const security: Rule = function* (drawing) {
  for (const [name, connection] of Object.entries(drawing.filled.connections)) {
    if (connection.type !== 'pulsar') continue
    yield* checkAuth(name, connection.auth, drawing)
    yield* checkTls(name, connection, drawing)
  }
}

function* checkAuth(name: string, auth: Auth | undefined, drawing: Drawing): Iterable<Diagnostic> {
  const field = ['connections', name, 'auth']
  if (auth?.type === 'token') {
    const given = [auth.token, auth.tokenFile].filter(isGiven).length
    const message = `The connection ${quote(name)} has ${given === 0 ? 'neither' : 'both'} "token" ${given === 0 ? 'nor' : 'and'} "tokenFile". Give one of them.`
    if (given !== 1) yield error('SLUICE-AUTH-TOKEN', { field }, message)
  }
  if (auth?.type === 'oauth2') yield* checkOauth2(name, auth, drawing)
  for (const key of secretFields[auth?.type ?? 'none']) yield* checkSecret(name, key, drawing)
}

function* checkOauth2(
  name: string,
  auth: Extract<Auth, { type: 'oauth2' }>,
  { isOpen }: Drawing,
): Iterable<Diagnostic> {
  const field = ['connections', name, 'auth']
  const pair = [auth.clientId, auth.clientSecret].filter(isGiven).length
  const isComplete = isGiven(auth.privateKeyFile) ? pair === 0 : pair === 2
  const message = `The connection ${quote(name)} shows the issuer either "clientId" and "clientSecret", or what stands in "privateKeyFile". Give one of the two.`
  if (!isComplete) yield error('SLUICE-AUTH-OAUTH2', { field }, message)
  const issuer = [...field, 'issuerUrl']
  if (isOpen(issuer) || /^https?:\/\/[^\s/]/.test(auth.issuerUrl)) return
  const badUrl = `The connection ${quote(name)} has an "issuerUrl" that is not written as https://HOST.`
  yield error('SLUICE-AUTH-OAUTH2', { field: issuer }, badUrl)
}

const secretFields: Readonly<Record<Auth['type'], readonly string[]>> = {
  none: [],
  token: ['token'],
  basic: ['password'],
  oauth2: ['clientSecret'],
}

function* checkSecret(name: string, key: string, { document, filled, isOpen }: Drawing): Iterable<Diagnostic> {
  const field = ['connections', name, 'auth', key]
  const value = valueAt(filled, field)
  if (typeof value !== 'string' || value === '' || isOpen(field) || hasMalformedPlaceholder(value)) return
  const secret = `\${secret:${secretName(name, key, valueAt(document, field))}}`
  const message = `The connection ${quote(name)} has its ${quote(key)} as plain text, for everyone who has the file. Store it as a secret and write ${secret} in its place.`
  const fix: Fix = {
    title: `Write ${secret} (store the value first)`,
    patch: [{ op: 'replace', path: toPointer(field), value: secret }],
  }
  yield warning('SLUICE-SECRET-PLAIN', { field }, message, fix)
}

/** The name of the parameter that stood there; else `MAIN_CLIENT_SECRET`, of connection and field. */
function secretName(connection: string, key: string, written: unknown): string {
  const [part, ...more] = readPlaceholders(String(written))
  if (more.length === 0 && typeof part === 'object' && part.kind === 'parameter') return part.name
  const words = `${connection}_${key.replace(/[A-Z]/g, '_$&')}`.replace(/\W+/g, '_').toUpperCase()
  return /^[A-Z_]/.test(words) ? words : `_${words}`
}

function* checkTls(
  name: string,
  { tls, serviceUrl, webServiceUrl = '' }: PulsarConnection,
  { isOpen }: Drawing,
): Iterable<Diagnostic> {
  if (tls === undefined) return
  const field = ['connections', name, 'tls']
  if (isGiven(tls.certificateFile) !== isGiven(tls.keyFile)) {
    const [given, missing] = isGiven(tls.keyFile) ? ['keyFile', 'certificateFile'] : ['certificateFile', 'keyFile']
    const message = `The connection ${quote(name)} has a "${given}" without a "${missing}". Give both, or neither.`
    yield error('SLUICE-TLS-KEY', { field: [...field, given] }, message)
  }
  const isKnown = !isOpen(['connections', name, 'serviceUrl']) && !isOpen(['connections', name, 'webServiceUrl'])
  const isEncrypted = parseServiceUrl(serviceUrl)?.isEncrypted !== false || webServiceUrl.startsWith('https:')
  if (!isKnown || isEncrypted) return
  const message = `The connection ${quote(name)} says how to encrypt, but none of its addresses is encrypted. Use pulsar+ssl:// and https://, or take "tls" off.`
  const patch = [{ op: 'remove' as const, path: toPointer(field) }]
  yield warning('SLUICE-TLS-UNUSED', { field }, message, { title: 'Take it off', patch })
}

/** An empty text counts as not given. */
function isGiven(text: string | undefined): boolean {
  return text !== undefined && text !== ''
}
