import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { documentSchema } from '../../shared/graph/schema.ts'
import { connect } from '../../shared/ipc/channel.ts'
import { engineContract } from '../../shared/ipc/engine-contract.ts'
import { memoryTransports } from '../../shared/ipc/memory-transport.ts'
import { eventually } from '../../shared/ipc/testing/eventually.ts'
import { type EngineState, workspaceContract } from '../../shared/ipc/workspace-contract.ts'
import type { EngineLauncher, EngineProcess } from '../host/engine-launcher.ts'
import { createHost, type Host } from '../host/host.ts'
import { forkedEngine } from './forked-engine.ts'

const embedded = { type: 'embedded' }
const endless = documentSchema.parse({
  format: 'sluice/1',
  id: 'numbers',
  name: 'Numbers',
  connections: { main: embedded },
  nodes: [
    { id: 'make', operator: 'generator', config: { template: 'simple', endless: true, rate: 200 } },
    { id: 'write', operator: 'pulsar-sink', config: { connection: 'main', topic: 'numbers' } },
  ],
  edges: [{ from: 'make.out', to: 'write.in' }],
})

let workspace: string
let host: Host
let processes: EngineProcess[]
let log: string[]

beforeEach(async () => {
  workspace = await mkdtemp(join(tmpdir(), 'sluice-engine-'))
  processes = []
  log = []
  const forked = forkedEngine(workspace)
  const launcher: EngineLauncher = {
    launch: () => {
      const process = forked.launch()
      processes.push(process)
      return process
    },
  }
  host = await createHost({
    workspace,
    examplesDirectory: workspace,
    version: '0',
    home: 'browser',
    openFile: null,
    launcher,
    log: (level, message) => log.push(`${level} ${message}`),
  })
})
afterEach(async () => {
  await host.close()
  await rm(workspace, { recursive: true })
})

function openPage() {
  const [page, home] = memoryTransports()
  host.attach(home)
  const workspaceClient = connect(workspaceContract, page)
  const states: EngineState['state'][] = []
  workspaceClient.open('engine', {}, { event: ({ state }) => states.push(state) })
  return { engine: connect(engineContract, page), states }
}

describe('An engine process', () => {
  it('runs a pipeline on the durable broker, and drains it when the host closes', async () => {
    const { engine } = openPage()
    const { runId } = await engine.call('start', { document: endless })
    await eventually(async () => {
      expect((await engine.call('snapshot', { runId })).ledger.delivered).toBeGreaterThan(20)
    })
    await host.close()
    expect(await processes[0]!.exited).toEqual({ code: 0, signal: null })
    expect(log.filter((line) => line.startsWith('error'))).toEqual([])
  })

  it('is started again with its pipelines when it is killed, and the page hears of it', async () => {
    const { engine, states } = openPage()
    const { runId } = await engine.call('start', { document: endless })
    const pending = engine.call('drain', { runId: 'x' }).catch((error) => error.failure.code)
    expect(await pending).toBe('SLUICE-RUN-UNKNOWN')
    processes[0]!.kill()
    await eventually(() => expect(states).toEqual(['starting', 'ready', 'restarting', 'ready']))
    await eventually(async () => {
      const snapshot = await engine.call('snapshot', { runId })
      expect(snapshot.status.state).toBe('running')
      expect(snapshot.ledger.delivered).toBeGreaterThan(0)
    })
    const written = await engine.call('topicStats', { connection: embedded, topic: 'numbers' })
    expect(written.messages).toBeGreaterThan(0)
  })
})
