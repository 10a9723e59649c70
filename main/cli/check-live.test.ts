import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { toCanonicalText } from '../../shared/graph/canonical.ts'
import { documentSchema } from '../../shared/graph/schema.ts'
import { type FakeCluster, startFakeCluster } from '../../testing/doctor/fake-cluster.ts'
import { type CheckOptions, checkFiles } from './check.ts'

let folder: string
let file: string
let cluster: FakeCluster

const document = documentSchema.parse({
  format: 'sluice/1',
  id: 'orders',
  name: 'Orders',
  parameters: { WEB: { default: 'http://127.0.0.1:1' }, TOPIC: { default: 'orders' } },
  connections: {
    main: { type: 'pulsar', serviceUrl: 'pulsar://127.0.0.1:1', webServiceUrl: '${WEB}', transport: 'websocket' },
    here: { type: 'embedded' },
  },
  nodes: [
    { id: 'read', operator: 'pulsar-source', config: { topics: ['${TOPIC}'], subscriptionName: 'audit' } },
    { id: 'own', operator: 'pulsar-source', config: { connection: 'here', topics: ['a'], subscriptionName: 's' } },
    { id: 'end', operator: 'console', config: {} },
  ],
  edges: [
    { from: 'read.out', to: 'end.in' },
    { from: 'own.out', to: 'end.in' },
  ],
})

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-live-'))
  file = join(folder, 'orders.sluice.json')
  await writeFile(file, toCanonicalText(document))
  cluster = await startFakeCluster()
})

afterAll(async () => {
  await cluster.close()
  await rm(folder, { recursive: true })
})

async function checkLive(options: CheckOptions = {}, format: 'text' | 'json' | 'sarif' = 'text') {
  return checkFiles([file], format, { live: true, ...options })
}

test('a connection that cannot be reached ends with 2, and says what to do, with the line', async () => {
  const { output, exitCode } = await checkLive()
  expect(output).toContain(`The connection "main" of ${file}:\n`)
  expect(output).toMatch(/ {2}failed {4}web-port SLUICE-PORT-CLOSED, line \d+: Nothing listens at 127\.0\.0\.1:1 /)
  expect(output).toContain('to do: Start Pulsar, or correct the port, in "webServiceUrl" of the connection.')
  expect(output).toMatch(/not-tried pulsar, authentication, .*: Not tried: a TCP connection to the web address/)
  expect(output).toContain(`The connection "here" of ${file}:\n  ok        embedded`)
  expect(exitCode).toBe(2)
})

test('values of parameters come from --set, for connections and steps', async () => {
  const { output, exitCode } = await checkLive({ set: { WEB: cluster.webServiceUrl, TOPIC: 'invoices' } })
  expect(output).toContain('ok        authentication')
  expect(output).toContain('note      topic SLUICE-TOPIC-NEW')
  expect(output).toContain('persistent://public/default/invoices')
  expect(exitCode).toBe(0)
})

test('a value for a parameter that there is not is told', async () => {
  const { output, exitCode } = await checkLive({ set: { WEBB: 'x' } })
  expect(output).toMatch(/failed {4}document SLUICE-PARAMETER-UNKNOWN/)
  expect(exitCode).toBe(2)
})

test('another broker comes by --connection', async () => {
  const { output } = await checkLive({ connection: { main: 'embedded' } })
  expect(output).not.toContain('web-port')
  const { serviceUrl: main, webServiceUrl: WEB_SERVICE_URL } = cluster
  expect((await checkLive({ connection: { main }, set: { WEB_SERVICE_URL } })).output).toContain(
    `A Pulsar answers at ${new URL(WEB_SERVICE_URL).host}.`,
  )
  expect((await checkLive({ connection: { mian: 'embedded' } })).output).toContain('SLUICE-CONNECTION-UNKNOWN')
})

test('other programs read it as JSON and SARIF', async () => {
  const json = JSON.parse((await checkLive({}, 'json')).output)
  expect(json.files[0].live.map(({ connection }: { connection: string }) => connection).sort()).toEqual([
    'here',
    'main',
  ])
  expect(json.summary.errors).toBe(1)
  const sarif = JSON.parse((await checkLive({}, 'sarif')).output)
  const results: { ruleId: string; level: string }[] = sarif.runs[0].results
  expect(results.find(({ ruleId }) => ruleId === 'SLUICE-PORT-CLOSED')).toBeDefined()
  expect(results.filter(({ level }) => level === 'error').map(({ ruleId }) => ruleId)).toEqual(['SLUICE-PORT-CLOSED'])
})

test('without --live nobody is contacted', async () => {
  const { output, exitCode } = await checkFiles([file])
  expect(output).not.toContain('The connection "main"')
  expect(exitCode).toBe(0)
})
