import type { Place } from '../../../shared/graph/diagnostic.ts'
import type { PulsarConnection } from '../../../shared/graph/schema.ts'
import { parseServiceUrl } from '../../../shared/graph/service-url.ts'
import { fail } from '../../../shared/ipc/failure.ts'
import { webServiceUrlOf } from '../open-broker.ts'
import type { NativeVerdict } from '../pulsar-native/native-client.ts'
import { openSecurity, type Security } from '../security/security.ts'
import { type Endpoint, endpointOf } from './endpoint.ts'
import { openWebApi, type WebApi } from './web-api.ts'

export interface SubjectOptions {
  /** With parameters and secrets put in. */
  readonly connection: PulsarConnection
  /** Its name in the document; null when it is looked at alone. */
  readonly name: string | null
  readonly native: () => Promise<NativeVerdict>
}

/** The connection that is looked at, and the ways to it, each made when it is first asked for. */
export interface Subject {
  readonly connection: PulsarConnection
  /** A field of the connection in the document; empty without a document. */
  place(...field: string[]): Place
  /** Hosts of the service URL; none when it is a web address. Throws `SLUICE-SERVICE-URL`. */
  service(): { readonly isEncrypted: boolean; readonly endpoints: readonly Endpoint[] }
  /** Throws `SLUICE-SERVICE-URL`. */
  web(): { readonly url: string; readonly isEncrypted: boolean; readonly endpoint: Endpoint }
  /** Rejects with `SLUICE-CONNECTION-FILE`. */
  security(): Promise<Security>
  api(): Promise<WebApi>
  native(): Promise<NativeVerdict>
  /** Whether messages go over the binary protocol: only then the service URL and advertised addresses are needed. */
  usesNative(): Promise<boolean>
  close(): void
}

export function createSubject({ connection, name, native }: SubjectOptions): Subject {
  const security = once(() => openSecurity(connection))
  const verdict = once(native)
  let opened: WebApi | null = null
  const web = () => webOf(connection)
  const api = once(async () => {
    opened = openWebApi(web().url, await security())
    return opened
  })
  return {
    connection,
    place: (...field) => (name === null ? {} : { field: ['connections', name, ...field] }),
    service: () => serviceOf(connection),
    web,
    security,
    api,
    native: verdict,
    usesNative: async () => {
      const { transport, serviceUrl } = connection
      if (transport !== 'auto') return transport === 'native'
      return parseServiceUrl(serviceUrl) !== null && (await soon(verdict()))
    },
    close: () => opened?.close(),
  }
}

function serviceOf({ serviceUrl }: PulsarConnection) {
  if (/^https?:/.test(serviceUrl)) return { isEncrypted: serviceUrl.startsWith('https'), endpoints: [] }
  const address = parseServiceUrl(serviceUrl)
  if (address === null) throw notAnAddress(serviceUrl)
  const { isEncrypted } = address
  const hosts = serviceUrl.replace(/^.*?:\/\/|\/$/g, '').split(',')
  return { isEncrypted, endpoints: hosts.map((host) => endpointOf(`pulsar://${host}`, isEncrypted ? 6651 : 6650)) }
}

function notAnAddress(text: string) {
  return fail('SLUICE-SERVICE-URL', `"${text}" is not an address of a Pulsar. Write it like pulsar://localhost:6650.`)
}

function webOf(connection: PulsarConnection) {
  const url = webServiceUrlOf(connection)
  const isEncrypted = url.startsWith('https:')
  return { url, isEncrypted, endpoint: endpointOf(url, isEncrypted ? 443 : 80) }
}

/** Loading the native client for a try may take long on a slow machine; it then counts as not there, and has its own probe. */
async function soon(verdict: Promise<NativeVerdict>): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const timer = setTimeout(() => resolve(false), 3_000)
  const found = await Promise.race([verdict.then(({ available }) => available), promise])
  clearTimeout(timer)
  return found
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null
  return () => {
    made ??= make()
    return made
  }
}
