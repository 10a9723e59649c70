import { writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll } from 'vitest'
import type { GraphDocument } from '../../shared/graph/schema.ts'
import { type Authority, makeAuthority } from '../certificates/certificates.ts'
import { freePorts } from '../free-ports.ts'
import { type FakeClusterOptions, startFakeCluster } from './fake-cluster.ts'
import { drawing, type PulsarConnection } from './look.ts'

export const topic = 'persistent/public/default/orders'
export const read = (consumer: object = {}, topics = ['orders']) => ({
  id: 'read',
  operator: 'pulsar-source',
  config: { topics, subscriptionName: 'audit', consumer: { subscriptionInitialPosition: 'Earliest', ...consumer } },
})
export const end = { id: 'end', operator: 'console', config: {} }
export const parse = (serde = 'json') => ({ id: 'parse', operator: 'deserialize', config: { serde } })
export const write = (to: string, id = 'write') => ({ id, operator: 'pulsar-sink', config: { topic: to } })
export const stats = (subscriptions: object = {}) => [200, { subscriptions }] as const
export const attached = (type: string, consumers = 1, msgBacklog = 0) => ({
  type,
  msgBacklog,
  consumers: Array(consumers).fill({}),
})

/** `orders` is there, with these subscriptions. */
export function withOrders(subscriptions: object = {}): NonNullable<FakeClusterOptions['answers']> {
  return {
    [`${topic}/partitions`]: [200, { partitions: 0 }],
    [`${topic}/stats`]: stats(subscriptions),
    [`${topic}/subscriptions`]: [200, Object.keys(subscriptions)],
    [`${topic}/internalStats`]: [200, { numberOfEntries: 42 }],
  }
}

export const readAndEnd = { nodes: [read(), end], edges: ['read.out>end.in'] }

/** A cluster, a connection to it, and a drawing, with something amiss. */
export interface Seed {
  readonly cluster?: FakeClusterOptions | (() => FakeClusterOptions)
  /** Laid over a connection that is right. */
  readonly connection?: (right: {
    readonly serviceUrl: string
    readonly webServiceUrl: string
  }) => Partial<PulsarConnection> | Promise<Partial<PulsarConnection>>
  readonly nodes?: readonly object[]
  readonly edges?: readonly string[]
}

/** Of the test file that imports this. */
export let folder: string
export let authority: Authority
const closers: (() => Promise<unknown>)[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-doctor-'))
  authority = makeAuthority()
})
afterEach(() => Promise.all(closers.splice(0).map((close) => close())))
afterAll(() => rm(folder, { recursive: true }))

/** Calls back after the test. */
export function later(close: () => Promise<unknown>): void {
  closers.push(close)
}

export function trusted(): Partial<PulsarConnection> {
  const caFile = join(folder, 'ca.pem')
  writeFileSync(caFile, authority.ca)
  return { tls: { caFile } }
}

/** Takes connections and never says a word. */
export async function startMute(): Promise<string> {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    closers.push(async () => socket.destroy())
  })
  const [port = 0] = await freePorts(1)
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  closers.push(async () => server.close())
  return `http://127.0.0.1:${port}`
}

export async function seeded({ cluster = {}, connection, nodes, edges }: Seed): Promise<GraphDocument> {
  const started = await startFakeCluster(typeof cluster === 'function' ? cluster() : cluster)
  closers.push(started.close)
  const { serviceUrl, webServiceUrl } = started
  const over = await connection?.({ serviceUrl, webServiceUrl })
  return drawing({ serviceUrl, webServiceUrl, transport: 'auto', ...over }, nodes, edges)
}
