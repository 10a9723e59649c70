import { writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest'
import { connectionSchema, type PulsarConnection } from '../../../shared/graph/schema.ts'
import { makeAuthority } from '../../../testing/certificates/certificates.ts'
import { type RealPulsar, startRealPulsar } from '../../../testing/real-pulsar/real-pulsar.ts'
import type {} from '../../../testing/real-pulsar/shared-broker.ts'
import type { Broker } from '../../engine/ports.ts'
import { brokerContract } from '../../engine/testing/broker-contract.ts'
import { openBroker } from '../open-broker.ts'
import { webSocketDifferences } from '../testing/differences.ts'
import { failureOf, outgoing, textOf } from '../testing/scene.ts'
import { silentLog } from '../testing/silent-log.ts'

const shared = inject('realPulsar')
const name = 'Pulsar over WebSocket, token and TLS'

/** How messages are divided is the broker's work alone, the same for whoever asks; `npm run test:long` looks at it too. */
const sharing = {
  areas: ['Exclusive and Failover', 'Shared', 'KeyShared'],
  reason: 'only by npm run test:long',
}

const subscription = {
  topics: ['guarded'],
  subscription: 'sub',
  type: 'Exclusive',
  initialPosition: 'Earliest',
} as const

/** Everything that goes out, one after the other. */
const doings: readonly (readonly [string, (broker: Broker) => Promise<unknown>])[] = [
  ['a producer', (broker) => broker.produce({ topic: 'guarded' })],
  ['a consumer', (broker) => broker.subscribe(subscription)],
  ['a reader', (broker) => broker.read({ topic: 'guarded', from: 'earliest' })],
  ['the list of topics', (broker) => broker.admin().listTopics()],
  ['the figures of a topic', (broker) => broker.admin().topicStats('guarded')],
]

if ('reason' in shared) {
  describe(`broker contract: ${name}`, () => {
    it.skip(`not run: ${shared.reason}`, () => {})
  })
} else {
  let pulsar: RealPulsar
  let folder: string

  /** Over `wss` and `https`, trusting the broker's authority, unless something else is given. */
  async function open(auth: PulsarConnection['auth'], caFile = pulsar.tls!.caFile): Promise<Broker> {
    const { serviceUrl, webServiceUrl } = pulsar.tls!
    const connection = { type: 'pulsar', serviceUrl, webServiceUrl, transport: 'websocket', auth, tls: { caFile } }
    const embedded = () => Promise.reject(new Error('not this one'))
    return openBroker(connectionSchema.parse(connection), { embedded, log: silentLog })
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sluice-secured-'))
    pulsar = await startRealPulsar({ auth: 'token', tls: true })
  })
  afterAll(async () => {
    await pulsar?.kill()
    await pulsar?.stop()
    await rm(folder, { recursive: true })
  })

  describe('a real Pulsar that asks for tokens and encrypts', () => {
    const brokers: Broker[] = []
    const opened = async (...given: Parameters<typeof open>) => {
      const broker = await open(...given)
      brokers.push(broker)
      return broker
    }
    afterEach(() => Promise.all(brokers.splice(0).map((broker) => broker.close())))

    it('lets a token with permission through, on sockets and admin calls', async () => {
      const broker = await opened({ type: 'token', token: pulsar.tokens!.admin })
      const consumer = await broker.subscribe(subscription)
      await (await broker.produce({ topic: 'guarded' })).send(outgoing('x'))
      const reader = await broker.read({ topic: 'guarded', from: 'earliest' })
      expect((await reader.pull(1)).map(textOf)).toEqual(['x'])
      expect((await consumer.pull(1)).map(textOf)).toEqual(['x'])
      expect(await broker.admin().listTopics()).toContain('persistent://public/default/guarded')
    })

    it('reads the token file again at each connect', async () => {
      const tokenFile = join(folder, 'token')
      writeFileSync(tokenFile, 'x.y.z')
      const broker = await opened({ type: 'token', tokenFile })
      expect((await failureOf(broker.produce({ topic: 'guarded' }))).code).toBe('SLUICE-NOT-AUTHENTICATED')
      writeFileSync(tokenFile, `${pulsar.tokens!.admin}\n`)
      expect((await broker.produce({ topic: 'guarded' })).topic).toBe('persistent://public/default/guarded')
    })

    it.each(doings)('refuses %s without a token, or with a wrong one, as not authenticated', async (_, doing) => {
      for (const auth of [undefined, { type: 'token', token: 'x.y.z' } as const])
        expect((await failureOf(doing(await opened(auth)))).code).toBe('SLUICE-NOT-AUTHENTICATED')
    })

    it.each(doings)(
      'refuses %s with a token that is allowed nothing as not authorised, and never shows the token',
      async (_, doing) => {
        const { nobody } = pulsar.tokens!
        const failure = await failureOf(doing(await opened({ type: 'token', token: nobody })))
        expect(failure.code).toBe('SLUICE-NOT-AUTHORISED')
        expect(JSON.stringify(failure)).not.toContain(nobody)
      },
    )

    it.each(doings)('is refused %s when another authority signed its certificate', async (_, doing) => {
      const otherCa = join(folder, 'other-ca.pem')
      writeFileSync(otherCa, makeAuthority().ca)
      const broker = await opened({ type: 'token', token: pulsar.tokens!.admin }, otherCa)
      const failure = await failureOf(doing(broker))
      expect(failure.code).toBe('SLUICE-TLS-REFUSED')
      expect(failure.message).toContain('"tls.caFile"')
    })
  })

  const openAsAdmin = () => open({ type: 'token', token: pulsar.tokens!.admin })
  brokerContract(name, {
    open: openAsAdmin,
    async restart(broker) {
      await broker.close()
      return openAsAdmin()
    },
    differences: webSocketDifferences,
    ...(process.env.SLUICE_TEST_LONG !== '1' && { leftOut: sharing }),
  })
}
