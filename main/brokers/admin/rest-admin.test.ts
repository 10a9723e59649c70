import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Admin } from '../../engine/ports.ts'
import { openSecurity } from '../security/security.ts'
import { type FakePulsar, startFakePulsar } from '../testing/fake-pulsar.ts'
import { failureOf } from '../testing/scene.ts'
import { restAdmin } from './rest-admin.ts'
import { openRestClient, type RestClient } from './rest-client.ts'

let pulsar: FakePulsar
let rest: RestClient
let admin: Admin
beforeEach(async () => {
  pulsar = await startFakePulsar()
  const security = await openSecurity({ auth: { type: 'token', token: 'abc' } })
  rest = openRestClient({ webServiceUrl: pulsar.webServiceUrl, security, timeoutMs: 1_000 })
  admin = restAdmin(rest)
})
afterEach(async () => {
  rest.close()
  await pulsar.close()
})

/** Answers by the end of the path; what is not listed does not exist. Returns what was asked. */
function answer(answers: Record<string, unknown>): string[] {
  const asked: string[] = []
  pulsar.answer(({ method, path, body, authorization }) => {
    asked.push(`${method} ${path} ${body} ${authorization}`)
    const known = Object.entries(answers).find(([end]) => path.endsWith(end))
    return known
      ? { status: 200, body: JSON.stringify(known[1]) }
      : { status: 404, body: '{"reason":"Topic not found"}' }
  })
  return asked
}

describe('the admin API', () => {
  it('lists topics of both kinds sorted, a partitioned one once', async () => {
    answer({
      '/persistent/t/n': ['persistent://t/n/z', 'persistent://t/n/p-partition-0', 'persistent://t/n/p-partition-1'],
      '/persistent/t/n/partitioned': ['persistent://t/n/p'],
      '/non-persistent/t/n': ['non-persistent://t/n/a'],
      '/non-persistent/t/n/partitioned': [],
    })
    expect(await admin.listTopics('t/n')).toEqual([
      'non-persistent://t/n/a',
      'persistent://t/n/p',
      'persistent://t/n/z',
    ])
  })

  it('lists a topic that is only named like a partition', async () => {
    const odd = 'persistent://public/default/odd-partition-7'
    answer({ '/persistent/public/default': [odd], '/non-persistent/public/default': [], '/partitioned': [] })
    expect(await admin.listTopics()).toEqual([odd])
  })

  it('creates topics with and without partitions, with the token as a header', async () => {
    const asked = answer({ orders: null, partitions: null })
    await admin.createTopic('orders')
    await admin.createTopic('t/n/orders', 3)
    expect(asked).toEqual([
      'PUT /admin/v2/persistent/public/default/orders  Bearer abc',
      'PUT /admin/v2/persistent/t/n/orders/partitions 3 Bearer abc',
    ])
  })

  it('asks a partitioned topic for the sum of its partitions, and for each', async () => {
    const attached = {
      consumerName: 'c',
      metadata: { a: '1' },
      address: '/10.0.0.1:5',
      connectedSince: '2026-01-31T12:00:00Z',
    }
    const figures = {
      type: 'Key_Shared',
      msgBacklog: 4,
      unackedMessages: 1,
      msgDelayed: 2,
      lastConsumedTimestamp: 0,
      lastAckedTimestamp: 1_700_000_000_000,
      consumers: [{}, attached],
    }
    const one = { storageSize: 12, publishers: [{ producerName: 'p' }], subscriptions: { audit: figures } }
    const idle = { ...figures, type: 'None', consumers: [] }
    answer({
      '/partitions': { partitions: 2 },
      '/partitioned-stats?perPartition=true&getPreciseBacklog=true&subscriptionBacklogSize=true': {
        ...one,
        subscriptions: { audit: figures, idle },
        partitions: { 'persistent://public/default/orders-partition-1': one },
      },
    })
    const nobody = { name: '', properties: {}, address: null, since: null, rate: null }
    const someone = { name: 'c', properties: { a: '1' }, address: '10.0.0.1:5', since: 1_769_860_800_000, rate: null }
    const stats = await admin.topicStats('orders')
    expect(stats).toMatchObject({
      topic: 'persistent://public/default/orders',
      partitions: 2,
      storageSize: 12,
      messages: null,
      producers: [{ ...nobody, name: 'p' }],
    })
    expect(stats.subscriptions).toMatchObject([
      { name: 'audit', type: 'KeyShared', backlog: 4, unacked: 1, delayed: 2, lastConsumedAt: null, consumers: 2 },
      { name: 'idle', type: null, lastAckedAt: 1_700_000_000_000, consumers: 0, attached: [] },
    ])
    expect(stats.subscriptions[0]!.attached).toEqual([nobody, someone].map((each) => ({ ...each, unacked: 0 })))
    expect(stats.parts.map(({ topic, storageSize }) => [topic, storageSize])).toEqual([
      ['persistent://public/default/orders-partition-0', 0],
      ['persistent://public/default/orders-partition-1', 12],
    ])
  })

  it('moves a subscription to a message with an id of 64 bits', async () => {
    const stats = { storageSize: 0, subscriptions: { audit: { msgBacklog: 4, unackedMessages: 0, consumers: [] } } }
    const asked = answer({ 'subscriptionBacklogSize=true': stats, resetcursor: null })
    const change = await admin.seek('orders', 'audit', { messageId: '9223372036854775807:9007199254740993:-1:2' })
    expect(change).toEqual({ before: 4, after: 4 })
    expect(asked.find((call) => call.startsWith('POST'))).toContain(
      '/orders/subscription/audit/resetcursor {"ledgerId":9223372036854775807,"entryId":9007199254740993,"partitionIndex":-1,"batchIndex":2}',
    )
  })

  it.each([
    [401, '{"reason":"Unauthorized to validate"}', 'SLUICE-NOT-AUTHORISED'],
    [401, '<html><title>Error 401 Unauthorized</title></html>', 'SLUICE-NOT-AUTHENTICATED'],
    [409, '{"reason":"This topic already exists"}', 'SLUICE-TOPIC-EXISTS'],
    [503, '', 'SLUICE-BROKER-BUSY'],
  ])('refused with %i %s is %s', async (status, body, code) => {
    pulsar.answer(() => ({ status, body }))
    const failure = await failureOf(admin.createTopic('orders'))
    expect(failure.code).toBe(code)
    expect(failure.message).toContain('the new topic persistent://public/default/orders')
  })

  it('says so when what answers is no Pulsar', async () => {
    pulsar.answer(() => ({ status: 200, body: '<html>Welcome</html>' }))
    expect((await failureOf(admin.topicStats('orders'))).message).toMatch(/not JSON.*webServiceUrl/)
  })

  it('fails when nothing listens, and when no answer comes in time', async () => {
    await pulsar.goAway()
    expect((await failureOf(admin.listTopics())).message).toMatch(/No Pulsar answers at .*ECONNREFUSED/)
    await pulsar.comeBack()
    pulsar.answer(() => new Promise(() => {}))
    expect((await failureOf(admin.listTopics())).code).toBe('SLUICE-BROKER-AWAY')
  })

  it('refuses calls once it is closed', async () => {
    rest.close()
    expect((await failureOf(admin.listTopics())).code).toBe('SLUICE-BROKER-CLOSED')
  })
})
