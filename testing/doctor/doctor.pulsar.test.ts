import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { openWebSocketBroker } from '../../main/brokers/pulsar-websocket/websocket-broker.ts'
import { openSecurity } from '../../main/brokers/security/security.ts'
import { outgoing } from '../../main/brokers/testing/scene.ts'
import { silentLog } from '../../main/brokers/testing/silent-log.ts'
import type { Broker } from '../../main/engine/ports.ts'
import type { DoctorResult } from '../../shared/run/doctor.ts'
import { type RealPulsar, startRealPulsar } from '../real-pulsar/real-pulsar.ts'
import type {} from '../real-pulsar/shared-broker.ts'
import { complaints, drawing, look, type PulsarConnection, tableText } from './look.ts'

const shared = inject('realPulsar')
const namespace = 'public/clinic'
const avro = {
  type: 'AVRO',
  schema: '{"type":"record","name":"O","fields":[{"name":"id","type":"string"}]}',
  properties: {},
}

const end = { id: 'end', operator: 'console', config: {} }
const read = (topic: string, consumer: object = {}) => ({
  id: 'read',
  operator: 'pulsar-source',
  config: {
    topics: [topic],
    subscriptionName: 'audit',
    consumer: { subscriptionInitialPosition: 'Earliest', ...consumer },
  },
})
const write = (topic: string) => ({ id: 'write', operator: 'pulsar-sink', config: { topic } })
const reading = (...from: Parameters<typeof read>) => ({ nodes: [read(...from), end], edges: ['read.out>end.in'] })

interface Fault {
  readonly name: string
  readonly found: readonly string[]
  readonly auth?: () => PulsarConnection['auth']
  readonly nodes?: readonly object[]
  readonly edges?: readonly string[]
}

describe.skipIf('reason' in shared)('the doctor at a real Pulsar with tokens and TLS', () => {
  let pulsar: RealPulsar
  let broker: Broker
  const rows: (readonly [string, DoctorResult])[] = []
  const token = (role: string) => ({ type: 'token', token: pulsar.tokens!.sign(role) }) as const

  async function admin(method: string, path: string, body?: unknown): Promise<unknown> {
    const headers = { authorization: `Bearer ${pulsar.tokens!.admin}`, 'content-type': 'application/json' }
    const text = body === undefined ? {} : { body: JSON.stringify(body) }
    const response = await fetch(`${pulsar.webServiceUrl}/admin/v2/${path}`, { method, headers, ...text })
    expect(`${path} ${response.status}`).toMatch(/ 20\d$/)
    const answer = await response.text()
    return answer === '' ? null : JSON.parse(answer)
  }

  function connection(auth: PulsarConnection['auth'] = token('admin')): Partial<PulsarConnection> {
    const { serviceUrl, webServiceUrl, caFile } = pulsar.tls!
    return { serviceUrl, webServiceUrl, transport: 'websocket', tls: { caFile }, ...(auth && { auth }) }
  }

  const topicsThere = () => admin('GET', `persistent/${namespace}`)

  beforeAll(async () => {
    pulsar = await startRealPulsar({ auth: 'token', tls: true, startLimitMs: 120_000 })
    await admin('PUT', `namespaces/${namespace}`, { bundles: { numBundles: 1 } })
    await admin('PUT', `persistent/${namespace}/parts/partitions`, 3)
    await admin('POST', `namespaces/${namespace}/permissions/reader`, ['consume'])
    await admin('POST', `namespaces/${namespace}/permissions/writer`, ['produce'])
    await admin('POST', `schemas/${namespace}/typed/schema`, avro)
    await admin('POST', `namespaces/${namespace}/autoTopicCreation`, { allowAutoTopicCreation: false })
    await admin('PUT', `persistent/${namespace}/orders`)
    await admin('PUT', `persistent/${namespace}/typed`)
    const security = await openSecurity({ auth: token('admin') })
    broker = openWebSocketBroker({ webServiceUrl: pulsar.webServiceUrl, security, log: silentLog })
    const producer = await broker.produce({ topic: `${namespace}/orders`, batchingEnabled: false })
    await Promise.all(['a', 'b', 'c'].map((text) => producer.send(outgoing(text))))
    const others = { topics: [`${namespace}/orders`], subscription: 'shared', initialPosition: 'Latest' } as const
    await broker.subscribe({ ...others, type: 'Shared' })
  }, 150_000)

  afterAll(async () => {
    console.info(tableText(rows))
    await broker?.close()
    await pulsar?.kill()
    await pulsar?.stop()
  })

  const orders = `${namespace}/orders`
  const shareds = { ...read(orders), config: { ...read(orders).config, subscriptionName: 'shared' } }
  const faults: readonly Fault[] = [
    { name: 'nothing', found: [], ...reading(orders) },
    { name: 'nothing, in partitions', found: [], ...reading(`${namespace}/parts`) },
    {
      name: 'missing token',
      found: ['failed authentication SLUICE-NOT-AUTHENTICATED'],
      auth: () => ({ type: 'none' }),
    },
    {
      name: 'wrong token',
      found: ['failed authentication SLUICE-NOT-AUTHENTICATED'],
      auth: () => ({ type: 'token', token: 'x.y.z' }),
    },
    {
      name: 'topic missing, none made by itself',
      found: ['failed topic SLUICE-TOPIC-NOT-FOUND'],
      ...reading(`${namespace}/nowhere`),
    },
    {
      name: 'namespace missing',
      found: ['failed topic SLUICE-NAMESPACE-NOT-FOUND'],
      ...reading('public/nowhere/orders'),
    },
    {
      name: 'no permission to consume',
      found: ['failed permission SLUICE-NOT-AUTHORISED'],
      auth: () => token('writer'),
      ...reading(orders),
    },
    {
      name: 'no permission to produce',
      found: ['failed permission SLUICE-NOT-AUTHORISED'],
      auth: () => token('reader'),
      nodes: [{ id: 'gen', operator: 'generator', config: {} }, write(orders)],
      edges: ['gen.out>write.in'],
    },
    {
      name: 'wrong schema',
      found: ['failed schema SLUICE-SCHEMA-MISMATCH'],
      nodes: [read(`${namespace}/typed`), { id: 'parse', operator: 'deserialize', config: { serde: 'json' } }, end],
      edges: ['read.out>parse.in', 'parse.out>end.in'],
    },
    {
      name: 'subscription of another type',
      found: ['failed subscription SLUICE-SUBSCRIPTION-TYPE'],
      nodes: [shareds, end],
      edges: ['read.out>end.in'],
    },
    {
      name: 'Latest where messages are stored',
      found: ['warning subscription SLUICE-START-LATEST'],
      ...reading(orders, { subscriptionInitialPosition: 'Latest' }),
    },
    {
      name: 'dead letters that nobody keeps',
      found: ['warning dead-letters SLUICE-DEAD-LETTERS-LOST'],
      ...reading(orders, { deadLetterPolicy: {} }),
    },
  ]

  it.each(faults)('names the fault: $name', async ({ name, found, auth, nodes, edges }) => {
    const before = await topicsThere()
    const results = await look(drawing(connection(auth?.()), nodes, edges))
    expect(complaints(results)).toEqual(found)
    const culprit = results.find(({ state }) => state === 'failed' || state === 'warning')
    if (culprit) rows.push([name, culprit])
    expect(await topicsThere()).toEqual(before)
    if (found.length === 0) expect(results.filter(({ state }) => state === 'not-tried')).toEqual([])
  })

  it('counts what will not be seen', async () => {
    const { nodes, edges } = reading(orders, { subscriptionInitialPosition: 'Latest' })
    const results = await look(drawing(connection(), nodes, edges))
    expect(results.find(({ code }) => code === 'SLUICE-START-LATEST')?.sentence).toContain('nothing of the 3 entries')
  })
})
