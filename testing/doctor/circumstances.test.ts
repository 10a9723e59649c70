import { describe, expect, it } from 'vitest'
import type { FakeClusterOptions } from './fake-cluster.ts'
import { complaints, look } from './look.ts'
import { attached, end, read, readAndEnd, seeded, withOrders } from './scene.ts'

describe('dead letters', () => {
  const retention = 'namespaces/public/default/retention'
  const letters = async (policy: object, answers: FakeClusterOptions['answers'] = {}, more: readonly object[] = []) => {
    const cluster = { answers: { ...withOrders(), ...answers } }
    const document = await seeded({
      cluster,
      nodes: [read({ deadLetterPolicy: policy }), end, ...more],
      edges: ['read.out>end.in'],
    })
    const { state, sentence } = (await look(document)).find(({ id }) => id === 'dead-letters')!
    return `${state}: ${sentence}`
  }

  it.each([
    ['a first subscription', { initialSubscriptionName: 'keep' }, {}, 'ok'],
    ['a retention', {}, { [retention]: [200, { retentionTimeInMinutes: -1, retentionSizeInMB: -1 }] }, 'ok'],
    ['a retention that nobody may look at', {}, { [retention]: [403, { reason: 'Unauthorized to' }] }, 'warning'],
    [
      'a retention of nothing',
      {},
      { [retention]: [200, { retentionTimeInMinutes: 60, retentionSizeInMB: 0 }] },
      'warning',
    ],
    ['a subscription that is there', { deadLetterTopic: 'orders' }, withOrders({ keep: attached('Shared', 0) }), 'ok'],
  ] as const)('with %s', async (_, policy, answers, state) => {
    expect(await letters(policy, answers)).toMatch(new RegExp(`^${state}:`))
  })

  it('with a source that reads them', async () => {
    const reader = { ...read({}, ['gone']), id: 'reader' }
    expect(await letters({ deadLetterTopic: 'gone' }, {}, [reader])).toContain('kept by the subscription of "reader"')
  })

  it('of the whole document count where something uses them', async () => {
    const cluster = { answers: withOrders() }
    const plain = await seeded({ cluster, ...readAndEnd })
    const deadLetter = { connection: 'main', topic: 'gone' }
    const unused = { ...plain, settings: { ...plain.settings, deadLetter } }
    const used = { ...unused, settings: { ...unused.settings, unhandledErrors: 'dead-letter' as const } }
    expect(complaints(await look(unused))).toEqual([])
    expect((await look(used)).find(({ state }) => state === 'warning')).toMatchObject({
      code: 'SLUICE-DEAD-LETTERS-LOST',
      place: { field: ['settings', 'deadLetter', 'topic'] },
    })
  })
})

describe('the doctor, where the native client is used', () => {
  const available = { available: true, reason: '' }

  it.each([
    [
      'a service port that is closed',
      {},
      { serviceUrl: 'pulsar://127.0.0.1:1' },
      'failed service-port SLUICE-PORT-CLOSED',
    ],
    [
      'an advertised address inside Docker',
      { advertised: 'pulsar://pulsar-1:6650' },
      {},
      'failed advertised-address SLUICE-ADVERTISED-ADDRESS',
    ],
  ])('takes %s for a failure', async (_, cluster, connection, found) => {
    const document = await seeded({ cluster, connection: () => connection })
    expect(complaints(await look(document, available))).toEqual([found])
    expect(complaints(await look(document))).toEqual([found.replace('failed', 'warning')])
  })

  it('goes through a proxy, whatever brokers behind it advertise', async () => {
    const cluster = { advertised: 'pulsar://pulsar-1:6650', isProxy: true }
    const results = await look(await seeded({ cluster }), available)
    expect(complaints(results)).toEqual([])
    expect(results.find(({ id }) => id === 'advertised-address')?.sentence).toContain('is a proxy')
  })

  it('needs no WebSocket service', async () => {
    const results = await look(await seeded({ cluster: { webSockets: false } }), available)
    expect(complaints(results)).toEqual([])
    expect(results.find(({ id }) => id === 'web-socket')).toMatchObject({
      state: 'note',
      code: 'SLUICE-WEB-SOCKET-OFF',
    })
  })

  it('says why it cannot be, where a connection asks for it', async () => {
    const document = await seeded({ connection: () => ({ transport: 'native' }) })
    const reason = 'its package is not installed'
    const results = await look(document, { available: false, reason })
    expect(complaints(results)).toEqual(['failed native-client SLUICE-TRANSPORT-UNAVAILABLE'])
    expect(results.find(({ id }) => id === 'native-client')?.sentence).toContain(reason)
  })
})
