import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { PulsarConnection } from '../../../shared/graph/schema.ts'
import { parseServiceUrl } from '../../../shared/graph/service-url.ts'
import { fail, toFailure } from '../../../shared/ipc/failure.ts'
import type { Logger } from '../../engine/ports.ts'
import type { Security } from '../security/security.ts'
import type { ClientConfig, PulsarAddon } from './addon.ts'
import { given } from './native-options.ts'

/** For one lookup or the opening of one consumer or producer; then the broker counts as away. */
const operationTimeoutSeconds = 10
const connectionTimeoutMs = 3_000
/** Errors only. With more, a process that leaves in a hurry may abort in the addon. */
const logLevel = 3

export interface ClientConfigOptions {
  readonly connection: PulsarConnection
  /** Of the same connection. */
  readonly security: Security
  readonly log: Logger
}

/** Makes a config anew each time, as the addon writes into it. Throws `SLUICE-SERVICE-URL`. */
export function clientConfig(addon: PulsarAddon, options: ClientConfigOptions): ClientConfig {
  const { serviceUrl, tls } = options.connection
  if (parseServiceUrl(serviceUrl) === null) throw noServiceUrl(serviceUrl)
  return {
    serviceUrl,
    operationTimeoutSeconds,
    connectionTimeoutMs,
    statsIntervalInSeconds: 0,
    logLevel,
    tlsValidateHostname: tls?.verifyHostname ?? true,
    tlsAllowInsecureConnection: tls?.allowInsecure ?? false,
    ...given('tlsTrustCertsFilePath', pathOf(tls?.caFile)),
    ...given('tlsCertificateFilePath', pathOf(tls?.certificateFile)),
    ...given('tlsPrivateKeyFilePath', pathOf(tls?.keyFile)),
    ...given('authentication', authentication(addon, options)),
  }
}

/**
 * Tokens of files and of OAuth2 are asked for at each connect, through the same `Security` as everywhere, so that renewed ones are
 * taken up and certificates of the issuer count.
 */
function authentication(addon: PulsarAddon, { connection, security, log }: ClientConfigOptions): object | undefined {
  const { auth, tls } = connection
  switch (auth?.type) {
    case 'basic':
      return new addon.AuthenticationBasic({ username: auth.username, password: auth.password })
    case 'token':
      return new addon.AuthenticationToken({ token: auth.token || (() => tokenOf(security, log)) })
    case 'oauth2':
      return new addon.AuthenticationToken({ token: () => tokenOf(security, log) })
    case 'none':
    case undefined:
      return certificateAuthentication(addon, tls)
  }
}

function certificateAuthentication(addon: PulsarAddon, tls: PulsarConnection['tls']): object | undefined {
  const certificatePath = pathOf(tls?.certificateFile)
  const privateKeyPath = pathOf(tls?.keyFile)
  if (certificatePath === undefined || privateKeyPath === undefined) return undefined
  return new addon.AuthenticationTls({ certificatePath, privateKeyPath })
}

/** Never rejects: a thread of the addon waits for it, and would for ever. */
async function tokenOf(security: Security, log: Logger): Promise<string> {
  try {
    const { authorization = '' } = await security.headers()
    return authorization.replace(/^Bearer /, '')
  } catch (error) {
    log.error(`No token for the native Pulsar client: ${toFailure(error).message}`)
    return ''
  }
}

/** Absolute; an empty path counts as none. */
function pathOf(path: string | undefined): string | undefined {
  if (path === undefined || path === '') return undefined
  return path.startsWith('file:') ? fileURLToPath(path) : resolve(path)
}

function noServiceUrl(text: string) {
  return fail(
    'SLUICE-SERVICE-URL',
    `"${text}" is not an address for the native Pulsar client. Write it like pulsar://localhost:6650 or pulsar+ssl://localhost:6651.`,
    { detail: { url: text } },
  )
}
