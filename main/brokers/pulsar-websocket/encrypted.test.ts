import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import type { PulsarConnection } from '../../../shared/graph/schema.ts'
import { type CertificateOptions, makeAuthority } from '../../../testing/certificates/certificates.ts'
import type { Broker } from '../../engine/ports.ts'
import { openSecurity } from '../security/security.ts'
import { failureOf, openScene, type Scene, type SceneOptions } from '../testing/scene.ts'
import { openWebSocketBroker } from './websocket-broker.ts'

const folder = mkdtempSync(join(tmpdir(), 'sluice-encrypted-'))
const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}
const authority = makeAuthority()
const caFile = file('ca.pem', authority.ca)
const ours = authority.issue({ commonName: 'client' })
const client = { certificateFile: file('cert.pem', ours.cert), keyFile: file('key.pem', ours.key) }

let scene: Scene
afterEach(() => scene.close())
afterAll(() => rmSync(folder, { recursive: true }))

interface Given {
  readonly certificate?: CertificateOptions
  readonly server?: SceneOptions['server']
  readonly tls?: PulsarConnection['tls']
}

async function start({ certificate, server, tls = { caFile } }: Given): Promise<Broker> {
  const security = await openSecurity({ tls })
  scene = await openScene({ security, server: { ...authority.issue(certificate), ...server } })
  scene.pulsar.answer(() => ({ status: 200, body: '[]' }))
  return scene.broker
}

/** A socket and an admin call. */
const ways: readonly (readonly [string, (broker: Broker) => Promise<unknown>])[] = [
  ['a socket', (broker) => broker.produce({ topic: 'orders' })],
  ['an admin call', (broker) => broker.admin().listTopics()],
]

describe.each(ways)('%s over TLS', (_, go) => {
  it('is opened when the connection names the authority', async () => {
    await go(await start({}))
  })

  it.each<[string, Given, string, RegExp]>([
    ['the machine does not know the authority', { tls: {} }, 'SLUICE-TLS-REFUSED', /not trusted.*"tls\.caFile"/],
    [
      'another authority is named',
      { tls: { caFile: file('other.pem', makeAuthority('another').ca) } },
      'SLUICE-TLS-REFUSED',
      /not trusted/,
    ],
    ['the certificate has expired', { certificate: { validTo: -0.1 } }, 'SLUICE-TLS-EXPIRED', /has expired/],
    ['the certificate begins later', { certificate: { validFrom: 2 } }, 'SLUICE-TLS-EXPIRED', /not valid yet/],
    [
      'the certificate is of another host',
      { certificate: { hosts: ['broker.test'] } },
      'SLUICE-TLS-HOSTNAME',
      /"tls\.verifyHostname"/,
    ],
    [
      'a certificate is asked for and none is there',
      { server: { requestCert: true, ca: authority.ca } },
      'SLUICE-TLS-CLIENT-CERTIFICATE',
      /"tls\.certificateFile"/,
    ],
  ])('is refused when %s', async (_case, given, code, sentence) => {
    const startedAt = Date.now()
    const failure = await failureOf(go(await start(given)))
    expect(failure.code).toBe(code)
    expect(failure.message).toMatch(sentence)
    expect(failure.message).toContain(new URL(scene.pulsar.webServiceUrl).host)
    expect(Date.now() - startedAt).toBeLessThan(5_000)
  })

  it('is opened with a certificate of ours where one is asked for', async () => {
    await go(await start({ server: { requestCert: true, ca: authority.ca }, tls: { caFile, ...client } }))
  })

  it('takes the certificate of another host when hosts are not verified', async () => {
    const certificate = { hosts: ['broker.test'] }
    await go(await start({ certificate, tls: { caFile, verifyHostname: false } }))
  })

  it('takes any certificate when insecure ones are allowed', async () => {
    await go(await start({ certificate: { validTo: -0.1 }, tls: { allowInsecure: true } }))
  })

  it('says that a port does not encrypt', async () => {
    scene = await openScene()
    const webServiceUrl = scene.pulsar.webServiceUrl.replace('http:', 'https:')
    const log = { info: () => {}, warn: () => {}, error: () => {} }
    const broker = openWebSocketBroker({ webServiceUrl, log })
    const failure = await failureOf(go(broker))
    expect(failure.code).toBe('SLUICE-TLS-REFUSED')
    expect(failure.message).toContain('does not encrypt at this port')
    await broker.close()
  })
})
