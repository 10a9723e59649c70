import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { PulsarConnection } from '../../../shared/graph/schema.ts'
import { type FakeIssuer, startFakeIssuer } from '../testing/fake-issuer.ts'
import { failureOf } from '../testing/scene.ts'
import { openSecurity, type Security } from './security.ts'

const canary = 'canary-secret'
let issuer: FakeIssuer
let folder: string
beforeEach(async () => {
  issuer = await startFakeIssuer()
  folder = mkdtempSync(join(tmpdir(), 'sluice-oauth2-'))
})
afterEach(async () => {
  vi.useRealTimers()
  await issuer.close()
  rmSync(folder, { recursive: true })
})

type Oauth2 = Extract<NonNullable<PulsarConnection['auth']>, { type: 'oauth2' }>

function open(rest: Partial<Oauth2> = {}): Promise<Security> {
  const credentials = rest.privateKeyFile ? {} : { clientId: 'ada', clientSecret: canary }
  return openSecurity({ auth: { type: 'oauth2', issuerUrl: `${issuer.url}/`, ...credentials, ...rest } })
}

const later = (ms: number) => vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + ms })

describe('an access token', () => {
  it('is asked for where the issuer says, with what the connection says', async () => {
    const security = await open({ audience: 'urn:pulsar', scope: 'read write' })
    expect(issuer.asked).toEqual([])
    expect(await security.headers()).toEqual({ authorization: 'Bearer token-1' })
    expect(issuer.asked).toEqual([
      {
        path: '/token',
        grant_type: 'client_credentials',
        client_id: 'ada',
        client_secret: canary,
        audience: 'urn:pulsar',
        scope: 'read write',
      },
    ])
  })

  it('is asked for with the key file of Pulsar’s clients', async () => {
    const privateKeyFile = join(folder, 'key.json')
    const key = { type: 'client_credentials', client_id: 'bob', client_secret: 's', issuer_url: issuer.url }
    writeFileSync(privateKeyFile, JSON.stringify(key))
    await (await open({ privateKeyFile })).headers()
    expect(issuer.asked).toMatchObject([{ client_id: 'bob', client_secret: 's' }])
  })

  it('is asked for once by all who need it at the same time, and kept until shortly before it expires', async () => {
    const security = await open()
    const all = await Promise.all([security.headers(), security.headers(), security.headers()])
    expect(new Set(all.map(({ authorization }) => authorization))).toEqual(new Set(['Bearer token-1']))
    later(3_500_000)
    expect(await security.headers()).toEqual({ authorization: 'Bearer token-1' })
    later(45_000)
    expect(await security.headers()).toEqual({ authorization: 'Bearer token-2' })
    expect(issuer.asked).toHaveLength(2)
  })

  it('that lives briefly is kept for most of its life', async () => {
    issuer.answer(() => ({ status: 200, body: { access_token: `short-${issuer.asked.length}`, expires_in: '10' } }))
    const security = await open()
    await security.headers()
    later(8_000)
    expect(await security.headers()).toEqual({ authorization: 'Bearer short-1' })
    later(1_500)
    expect(await security.headers()).toEqual({ authorization: 'Bearer short-2' })
  })

  it('that is refused is asked for again, unless it is fresh', async () => {
    const security = await open()
    const first = await security.headers()
    expect(security.refused(first)).toBe(false)
    later(60_000)
    expect(security.refused(first)).toBe(true)
    expect(security.refused(first)).toBe(true)
    const second = await security.headers()
    expect(second).toEqual({ authorization: 'Bearer token-2' })
    expect(security.refused(first)).toBe(true)
    expect(security.refused(second)).toBe(false)
    expect(await security.headers()).toEqual(second)
  })

  it('is asked for again after a failure', async () => {
    issuer.answer(() => ({ status: 503, body: '' }))
    const security = await open()
    await failureOf(security.headers())
    issuer.answer(() => ({ status: 200, body: { access_token: 'late' } }))
    expect(await security.headers()).toEqual({ authorization: 'Bearer late' })
  })
})

describe('without an access token, the sentence says why and never shows the secret:', () => {
  const echo = { error_description: `the secret ${canary} is wrong` }
  it.each([
    [401, { error: 'invalid_client', ...echo }, /HTTP 401, invalid_client\. It does not know the client id/, false],
    [400, { error: 'invalid_scope', ...echo }, /invalid_scope\. Check "auth\.scope"/, false],
    [403, { error: canary }, /HTTP 403\. Check client id, secret, audience and scope/, false],
    [200, { token: 'x' }, /answers without an "access_token"/, false],
    [200, `<html>${canary}`, /answers without an "access_token"/, false],
    [503, echo, /does not answer \(HTTP 503\).*auth\.issuerUrl/, true],
  ])('HTTP %i %j', async (status, body, sentence, mayPass) => {
    issuer.answer(() => ({ status, body }))
    const failure = await failureOf((await open()).headers())
    expect(failure.code).toBe('SLUICE-NOT-AUTHENTICATED')
    expect(failure.message).toMatch(sentence)
    expect(failure.message).toContain(`${issuer.url}/token`)
    expect(failure.detail?.mayPass ?? false).toBe(mayPass)
    expect(JSON.stringify(failure)).not.toContain(canary)
  })

  it.each([
    [404, 'no', /answers with HTTP 404 and no "token_endpoint"/],
    [200, '{}', /no "token_endpoint"/],
    [200, '{"token_endpoint":"file:///etc"}', /no "token_endpoint"/],
  ])('discovery that answers %i %s', async (status, body, sentence) => {
    issuer.discovery(status, body)
    const failure = await failureOf((await open()).headers())
    expect(failure.code).toBe('SLUICE-NOT-AUTHENTICATED')
    expect(failure.message).toMatch(sentence)
    expect(issuer.asked).toEqual([])
  })

  it('nobody there, or no address', async () => {
    const away = await failureOf((await open({ issuerUrl: 'http://127.0.0.1:1' })).headers())
    expect(away).toMatchObject({ code: 'SLUICE-NOT-AUTHENTICATED', detail: { mayPass: true } })
    expect(away.message).toMatch(/http:\/\/127\.0\.0\.1:1\/\S+ does not answer \(ECONNREFUSED\)/)
    const none = await failureOf((await open({ issuerUrl: 'issuer' })).headers())
    expect(none.message).toMatch(/"auth\.issuerUrl" is not written as https:\/\/HOST/)
  })

  it('a key file without both texts', async () => {
    const privateKeyFile = join(folder, 'key.json')
    writeFileSync(privateKeyFile, `{"client_secret":"${canary}"}`)
    const failure = await failureOf((await open({ privateKeyFile })).headers())
    expect(failure.code).toBe('SLUICE-CONNECTION-FILE')
    expect(failure.message).toMatch(/"auth\.privateKeyFile".*"client_id" and "client_secret"/)
    expect(JSON.stringify(failure)).not.toContain(canary)
  })
})
