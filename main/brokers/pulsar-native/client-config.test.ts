import { isAbsolute } from 'node:path'
import { expect, it } from 'vitest'
import { connectionSchema, type PulsarConnection } from '../../../shared/graph/schema.ts'
import type { Broker } from '../../engine/ports.ts'
import { noSecurity, type Security } from '../security/security.ts'
import { silentLog } from '../testing/silent-log.ts'
import { clientConfig } from './client-config.ts'
import { createFakePulsarClient } from './testing/fake-pulsar-client.ts'

const { addon } = createFakePulsarClient({} as Broker)

function configOf(rest: object, security: Security = noSecurity) {
  const connection = connectionSchema.parse({ type: 'pulsar', serviceUrl: 'pulsar+ssl://one:6651', ...rest })
  return clientConfig(addon, { connection: connection as PulsarConnection, security, log: silentLog })
}

const paramsOf = (config: { authentication?: object }) =>
  (config.authentication as { params: Record<string, unknown> }).params

it('logs errors only and checks the name of the host, unless it is told otherwise', () => {
  const config = configOf({})
  expect(config).toMatchObject({ logLevel: 3, tlsValidateHostname: true, tlsAllowInsecureConnection: false })
  expect(config.authentication).toBeUndefined()
  expect(configOf({ tls: { verifyHostname: false, allowInsecure: true } })).toMatchObject({
    tlsValidateHostname: false,
    tlsAllowInsecureConnection: true,
  })
})

it('is a new one each time, as the client writes into it', () => {
  expect(configOf({})).not.toBe(configOf({}))
})

it('gives certificates by absolute paths, and shows its own as what it is', () => {
  const config = configOf({ tls: { caFile: 'ca.pem', certificateFile: 'own.pem', keyFile: 'own.key' } })
  for (const path of [config.tlsTrustCertsFilePath, config.tlsCertificateFilePath, config.tlsPrivateKeyFilePath]) {
    expect(isAbsolute(path!)).toBe(true)
  }
  expect(config.authentication).toBeInstanceOf(addon.AuthenticationTls)
  expect(paramsOf(config)).toEqual({
    certificatePath: config.tlsCertificateFilePath,
    privateKeyPath: config.tlsPrivateKeyFilePath,
  })
})

it('gives name and password', () => {
  const auth = { type: 'basic', username: 'ann', password: 'secret' }
  expect(paramsOf(configOf({ auth }))).toEqual({ username: 'ann', password: 'secret' })
})

it('gives a token that stands in the document as it is', () => {
  expect(paramsOf(configOf({ auth: { type: 'token', token: 'x' } }))).toEqual({ token: 'x' })
})

it.each([
  { type: 'token', tokenFile: 'x' },
  { type: 'oauth2', issuerUrl: 'https://issuer' },
])('asks for the token of $type at each connect', async (auth) => {
  let asked = 0
  const headers = async () => ({ authorization: `Bearer token-${++asked}` })
  const token = paramsOf(configOf({ auth }, { ...noSecurity, headers })).token as () => Promise<string>
  expect(await token()).toBe('token-1')
  expect(await token()).toBe('token-2')
})

it('resolves with an empty token when there is none, as a rejection would hang the client', async () => {
  const headers = async () => {
    throw new Error('no file')
  }
  const config = configOf({ auth: { type: 'token', tokenFile: 'x' } }, { ...noSecurity, headers })
  expect(await (paramsOf(config).token as () => Promise<string>)()).toBe('')
})

it('refuses an address that the client does not know', () => {
  expect(() => configOf({ serviceUrl: 'http://one:8080' })).toThrow('Write it like pulsar://localhost:6650')
})
