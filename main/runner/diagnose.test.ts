import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { documentSchema } from '../../shared/graph/schema.ts'
import { connect } from '../../shared/ipc/channel.ts'
import type { Client } from '../../shared/ipc/contract.ts'
import { engineContract } from '../../shared/ipc/engine-contract.ts'
import { memoryTransports } from '../../shared/ipc/memory-transport.ts'
import { serve } from '../../shared/ipc/serve.ts'
import type { DoctorResult } from '../../shared/run/doctor.ts'
import { type FakeCluster, startFakeCluster } from '../../testing/doctor/fake-cluster.ts'
import { silentLog } from '../brokers/testing/silent-log.ts'
import { engineHandlers } from './engine-handlers.ts'
import { createRunner, type Runner } from './runner.ts'

const secret = 'a-token-that-nobody-may-see'
let cluster: FakeCluster
let runner: Runner
let engine: Client<typeof engineContract>

beforeEach(async () => {
  cluster = await startFakeCluster({ token: secret })
  const environment = { WEB: cluster.webServiceUrl, TOKEN: secret }
  runner = createRunner({ folders: [], log: silentLog, console: () => {}, environment, remember: 0 })
  const [caller, server] = memoryTransports()
  serve(engineContract, engineHandlers(runner), server)
  engine = connect(engineContract, caller)
})
afterEach(async () => {
  await runner.close()
  await cluster.close()
})

const connection = (auth: object = { type: 'token', token: '${secret:TOKEN}' }) => ({
  type: 'pulsar',
  serviceUrl: cluster.serviceUrl,
  webServiceUrl: '${WEB}',
  transport: 'websocket',
  auth,
})

function drawing(rest: object) {
  return documentSchema.parse({ format: 'sluice/1', id: 'a', name: 'A', connections: { main: connection() }, ...rest })
}

type Params = Parameters<typeof engine.open<'diagnose'>>[1]

function diagnose(params: Params): Promise<readonly DoctorResult[]> {
  const results: DoctorResult[] = []
  return new Promise((resolve) => {
    engine.open('diagnose', params, { event: (result) => results.push(result), end: () => resolve(results) })
  })
}

const states = (results: readonly DoctorResult[]) => results.map(({ id, state }) => `${id} ${state}`)

describe('a diagnosis over the engine contract', () => {
  it('fills in what the environment knows, and shows no secret', async () => {
    const results = await diagnose({ connection: connection() })
    expect(states(results)).toContain('authentication ok')
    expect(results.filter(({ state }) => state === 'failed')).toEqual([])
    expect(JSON.stringify(results)).not.toContain(secret)
    expect(results[0]!.place).toEqual({})
  })

  it('looks at the steps on the connection, with parameters as given', async () => {
    const read = { id: 'read', operator: 'pulsar-source', config: { topics: ['${TOPIC}'], subscriptionName: 's' } }
    const document = drawing({ parameters: { TOPIC: {} }, nodes: [read] })
    const results = await diagnose({ connection: connection(), document, parameters: { TOPIC: 'invoices' } })
    expect(results[0]!.place).toEqual({ field: ['connections', 'main', 'serviceUrl'] })
    const topic = results.find(({ id }) => id === 'topic')
    expect(topic).toMatchObject({ state: 'note', place: { node: 'read', field: ['topics', 0] } })
    expect(topic?.sentence).toContain('persistent://public/default/invoices')
  })

  it('names the step that uses a subflow for a step inside of it', async () => {
    const read = { id: 'read', operator: 'pulsar-source', config: { topics: ['orders'], subscriptionName: 's' } }
    const subflows = { reader: { outputs: { out: 'read.out' }, nodes: [read] } }
    const nodes = [{ id: 'part', operator: 'pipeline', config: { subflow: 'reader' } }]
    const results = await diagnose({ connection: connection(), document: drawing({ subflows, nodes }) })
    expect(results.find(({ id }) => id === 'topic')?.place).toEqual({ node: 'part' })
  })

  it('looks at the connection all the same when the document is not fit', async () => {
    const document = drawing({ nodes: [{ id: 'a', operator: 'console', config: { x: '${UNKNOWN}' } }] })
    const results = await diagnose({ connection: connection(), document })
    expect(results[0]).toMatchObject({
      id: 'document',
      state: 'failed',
      code: 'SLUICE-PARAMETER-MISSING',
      place: { node: 'a' },
    })
    expect(states(results)).toContain('authentication ok')
  })

  it('says so when the connection itself is not known well enough', async () => {
    const results = await diagnose({ connection: connection({ type: 'token', token: '${secret:NOWHERE}' }) })
    expect(results).toMatchObject([{ id: 'document', state: 'failed', code: 'SLUICE-SECRET-MISSING' }])
    expect(await diagnose({ connection: 7 })).toMatchObject([{ state: 'failed', code: 'SLUICE-BAD-PARAMS' }])
  })

  it('names the secret that is missing in a document too, and puts up with what is missing elsewhere in it', async () => {
    const main = connection({ type: 'token', token: '${secret:NOWHERE}' })
    const settings = { deadLetter: { connection: 'main', topic: '${UNKNOWN}' } }
    const other = { type: 'pulsar', serviceUrl: 'pulsar://${UNKNOWN}' }
    const [first, second] = [
      drawing({ connections: { main } }),
      drawing({ settings, connections: { main: connection(), other } }),
    ]
    expect((await diagnose({ connection: main, document: first })).map(({ code }) => code)).toEqual([
      'SLUICE-SECRET-MISSING',
    ])
    expect(states(await diagnose({ connection: connection(), document: second }))).toContain('authentication ok')
  })

  it('leaves out the steps when the document has another connection', async () => {
    const results = await diagnose({ connection: connection({ type: 'none' }), document: drawing({}) })
    expect(states(results)).toContain('authentication failed')
    expect(states(results).filter((each) => each.startsWith('loops'))).toEqual([])
  })

  it('ends with the runner', async () => {
    const results: DoctorResult[] = []
    let ended = 0
    const end = () => {
      ended += 1
    }
    runner.diagnoses.start({ connection: connection() }, { event: (result) => results.push(result), end })
    await runner.close()
    const so = results.length
    await diagnose({ connection: connection() })
    expect(results).toHaveLength(so)
    expect(ended).toBe(0)
  })
})
