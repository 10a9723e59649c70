import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { PulsarConnection } from '../../../shared/graph/schema.ts'
import type { Broker } from '../../engine/ports.ts'
import { openSecurity } from '../security/security.ts'
import { type FakeIssuer, startFakeIssuer } from '../testing/fake-issuer.ts'
import { failureOf, openScene, page, type Scene } from '../testing/scene.ts'

const canary = 'canary-5f3a9'
const said: string[] = []
const record = (message: string, fields?: object) => said.push(message + JSON.stringify(fields ?? {}))
const log = { info: record, warn: record, error: record }

let scene: Scene
let issuer: FakeIssuer | null = null
afterEach(async () => {
  vi.useRealTimers()
  said.length = 0
  await scene.close()
  await issuer?.close()
  issuer = null
})

async function open(auth: PulsarConnection['auth']): Promise<Broker> {
  scene = await openScene({ security: await openSecurity({ auth }), log })
  return scene.broker
}

async function openWithIssuer(): Promise<Broker> {
  issuer = await startFakeIssuer()
  return open({ type: 'oauth2', issuerUrl: issuer.url, clientId: 'ada', clientSecret: canary })
}

const lookUntil = (look: () => Promise<void> | void) => vi.waitFor(look, { timeout: 3_000, interval: 10 })

describe('credentials on sockets', () => {
  it('are name and password', async () => {
    await (await open({ type: 'basic', username: 'ada', password: 'pw' })).produce({ topic: 'orders' })
    expect((await scene.pulsar.socket(0)).authorization).toBe(`Basic ${btoa('ada:pw')}`)
  })

  it('are an access token, one for all sockets and calls', async () => {
    const broker = await openWithIssuer()
    await Promise.all([broker.produce({ topic: 'a' }), broker.produce({ topic: 'b' })])
    const sockets = await Promise.all([scene.pulsar.socket(0), scene.pulsar.socket(1)])
    const asked: unknown[] = []
    scene.pulsar.answer(({ authorization }) => {
      asked.push(authorization)
      return { status: 200, body: '[]' }
    })
    await broker.admin().listTopics()
    expect(new Set([...sockets.map(({ authorization }) => authorization), ...asked])).toEqual(
      new Set(['Bearer token-1']),
    )
    expect(issuer!.asked).toHaveLength(1)
  })

  it('are renewed for a new connection when the old ones have expired', async () => {
    const broker = await openWithIssuer()
    await broker.produce({ topic: 'a' })
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 4_000_000 })
    ;(await scene.pulsar.socket(0)).break()
    expect((await scene.pulsar.socket(1)).authorization).toBe('Bearer token-2')
  })

  it('are renewed once when the broker no longer takes them', async () => {
    const broker = await openWithIssuer()
    await broker.produce({ topic: 'a' })
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 60_000 })
    scene.pulsar.answer(({ authorization }) =>
      authorization === 'Bearer token-1' ? page(401, 'Authentication required') : { status: 200, body: '[]' },
    )
    expect(await broker.admin().listTopics()).toEqual([])
    scene.pulsar.answer(() => page(401, 'Authentication required'))
    expect((await failureOf(broker.admin().listTopics())).code).toBe('SLUICE-NOT-AUTHENTICATED')
    expect(issuer!.asked).toHaveLength(2)
  })

  it('are renewed when a lost connection is refused with the old ones', async () => {
    const broker = await openWithIssuer()
    await broker.produce({ topic: 'a' })
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 60_000 })
    scene.pulsar.refuse(page(401, 'Authentication required'))
    const lost = await scene.pulsar.socket(0)
    issuer!.answer(() => {
      scene.pulsar.refuse(null)
      return { status: 200, body: { access_token: 'renewed' } }
    })
    lost.break()
    expect((await scene.pulsar.socket(1)).authorization).toBe('Bearer renewed')
  })

  it('are waited for while a lost connection is mended and the issuer is away', async () => {
    const broker = await openWithIssuer()
    await broker.produce({ topic: 'a' })
    issuer!.answer(() => ({ status: 503, body: '' }))
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 4_000_000 })
    ;(await scene.pulsar.socket(0)).break()
    await lookUntil(() => expect(issuer!.asked.length).toBeGreaterThan(3))
    expect(scene.pulsar.upgrades).toBe(1)
    issuer!.answer(() => ({ status: 200, body: { access_token: 'back' } }))
    expect((await scene.pulsar.socket(1)).authorization).toBe('Bearer back')
  })

  it('are waited for while a token file is being replaced', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sluice-token-'))
    const tokenFile = join(folder, 'token')
    writeFileSync(tokenFile, 'one')
    const broker = await open({ type: 'token', tokenFile })
    await broker.produce({ topic: 'a' })
    rmSync(tokenFile)
    ;(await scene.pulsar.socket(0)).break()
    await lookUntil(() => expect(said.join()).toContain('Connection lost'))
    writeFileSync(tokenFile, 'two')
    expect((await scene.pulsar.socket(1)).authorization).toBe('Bearer two')
    rmSync(folder, { recursive: true })
  })

  it('that cannot be had fail the first connection at once, in the words of who refused', async () => {
    const broker = await openWithIssuer()
    issuer!.answer(() => ({ status: 401, body: { error: 'invalid_client' } }))
    const failure = await failureOf(broker.produce({ topic: 'a' }))
    expect(failure.code).toBe('SLUICE-NOT-AUTHENTICATED')
    expect(failure.message).toContain('The issuer of tokens')
    expect(issuer!.asked).toHaveLength(1)
    expect(scene.pulsar.upgrades).toBe(0)
  })
})

describe('a secret', () => {
  const kinds: readonly (readonly [string, PulsarConnection['auth'], string])[] = [
    ['a token', { type: 'token', token: canary }, canary],
    ['a password', { type: 'basic', username: 'ada', password: canary }, btoa(`ada:${canary}`)],
  ]

  it.each(kinds)(
    'is neither in a failure nor in the log, even when the broker quotes it: %s',
    async (_, auth, sent) => {
      const broker = await open(auth)
      const producer = await broker.produce({ topic: 'a' })
      const consumer = await broker.subscribe({
        topics: ['a'],
        subscription: 's',
        type: 'Shared',
        initialPosition: 'Latest',
      })
      const failures: unknown[] = []
      for (const status of [400, 401, 403, 404, 409, 500, 503]) {
        scene.pulsar.refuse(page(status, `Bad header Bearer ${sent}`))
        scene.pulsar.answer(() => ({ status, body: JSON.stringify({ reason: `Bad header ${sent}` }) }))
        failures.push(await failureOf(broker.produce({ topic: 'b' })), await failureOf(broker.admin().listTopics()))
      }
      ;(await scene.pulsar.socket(0)).close(4001, sent)
      ;(await scene.pulsar.socket(1)).close(1011, sent)
      scene.pulsar.refuse(page(401, sent))
      failures.push(await failureOf(consumer.pull(1).then(() => consumer.pull(1))))
      await scene.pulsar.goAway()
      failures.push(await failureOf(broker.produce({ topic: 'b' })))
      await producer.close()
      const all = JSON.stringify([failures, said, broker, producer, consumer])
      expect(all).toContain('401')
      expect(all).toContain('code 1011')
      expect(all).not.toContain(canary)
      expect(all).not.toContain(sent)
    },
  )
})
