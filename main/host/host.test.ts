import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { documentSchema, type GraphDocument } from '../../shared/graph/schema.ts'
import { connect } from '../../shared/ipc/channel.ts'
import { engineContract } from '../../shared/ipc/engine-contract.ts'
import { memoryTransports } from '../../shared/ipc/memory-transport.ts'
import { type EngineState, workspaceContract } from '../../shared/ipc/workspace-contract.ts'
import { createHost, type Host } from './host.ts'
import { fakeEngines } from './testing/fake-engines.ts'

let folder: string
let host: Host
const engines = fakeEngines()

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-host-'))
  host = await createHost({
    workspace: folder,
    examplesDirectory: folder,
    version: '1.2.3',
    home: 'browser',
    openFile: 'orders.sluice.json',
    launcher: engines.launcher,
    log: () => {},
    trustedList: join(folder, 'trusted'),
  })
})
afterEach(async () => {
  await host.close()
  await rm(folder, { recursive: true })
})

function openPage() {
  const [page, home] = memoryTransports()
  host.attach(home)
  return { workspace: connect(workspaceContract, page), engine: connect(engineContract, page) }
}

describe('The host', () => {
  it('tells the page where it is, without the path of the folder', async () => {
    const info = await openPage().workspace.call('info', {})
    expect(info).toMatchObject({ version: '1.2.3', home: 'browser', openFile: 'orders.sluice.json' })
    expect(info.workspace).toMatch(/^sluice-host-\w+$/)
  })

  it('passes engine calls of several pages on to the one engine', async () => {
    const pages = [openPage(), openPage()]
    const runs = await Promise.all(pages.map((page) => page.engine.call('runs', {})))
    expect(runs.map((list) => list[0]?.runId)).toEqual(['fake', 'fake'])
  })

  it('fails a pending call at once when the engine crashes, tells the page, and answers later calls by the next engine', async () => {
    const { workspace, engine } = openPage()
    const states: EngineState[] = []
    workspace.open('engine', {}, { event: (state) => states.push(state) })
    await engine.call('runs', {})
    const pending = engine.call('snapshot', { runId: 'fake' })
    await new Promise(setImmediate)
    engines.last().exit({ signal: 'SIGSEGV' })
    await expect(pending).rejects.toMatchObject({ failure: { code: 'SLUICE-ENGINE-GONE' } })
    expect(await engine.call('runs', {})).toHaveLength(1)
    expect(states.map((state) => state.state)).toEqual(['ready', 'restarting', 'ready'])
  })

  it('says what a pipeline may do, and remembers who agreed to it', async () => {
    const { workspace } = openPage()
    const drawing = (source: string) => {
      const nodes = [{ id: 'own', name: 'Own code', operator: 'code', config: { source } }]
      return documentSchema.parse({ format: 'sluice/1', id: 'a', name: 'A', nodes })
    }
    const granted = [{ id: 'own', name: 'Own code', grants: ['code'] }]
    const plain = documentSchema.parse({ format: 'sluice/1', id: 'b', name: 'B' })
    const trust = (document: GraphDocument) => workspace.call('trust', { document })
    expect(await trust(plain)).toEqual({ trusted: true, granted: [] })
    expect(await trust(drawing('a'))).toEqual({ trusted: false, granted })
    await workspace.call('giveTrust', { document: drawing('a'), extent: 'pipeline' })
    expect([await trust(drawing('a')), await trust(drawing('b'))]).toEqual([
      { trusted: true, granted },
      { trusted: false, granted },
    ])
    await workspace.call('giveTrust', { document: drawing('a'), extent: 'folder' })
    expect(await trust(drawing('b'))).toEqual({ trusted: true, granted })
  })

  it('keeps secrets for the engine, and shows a page their names and never a value', async () => {
    const { workspace, engine } = openPage()
    await engine.call('runs', {})
    await workspace.call('setSecret', { name: 'TOKEN', value: 'canary' })
    const answer = await workspace.call('secrets', { names: ['TOKEN', 'PATH', 'NOBODY_SET_THIS'] })
    expect(answer).toEqual({
      kept: 'session',
      secrets: [
        { name: 'TOKEN', from: 'kept' },
        { name: 'PATH', from: 'environment' },
        { name: 'NOBODY_SET_THIS', from: null },
      ],
    })
    await engine.call('runs', {})
    expect(engines.last().secrets.at(-1)).toEqual({ TOKEN: 'canary' })
    await workspace.call('forgetSecret', { name: 'TOKEN' })
    expect((await workspace.call('secrets', { names: ['TOKEN'] })).secrets).toEqual([{ name: 'TOKEN', from: null }])
  })

  it('reads the examples, and leaves a broken one out', async () => {
    const text = '{"id":"one","name":"One","description":"First."}'
    await writeFile(join(folder, 'one.sluice.json'), text)
    await writeFile(join(folder, 'two.sluice.json'), '{ broken')
    const examples = await openPage().workspace.call('examples', {})
    expect(examples).toEqual([{ id: 'one', name: 'One', description: 'First.', text }])
  })

  it('fails later calls with the reason when it has given up, until the page asks for a restart', async () => {
    vi.useFakeTimers()
    try {
      const { workspace, engine } = openPage()
      for (let crash = 1; crash <= 5; crash++) {
        await vi.advanceTimersByTimeAsync(5_000)
        engines.last().exit({ code: 1 })
        await vi.advanceTimersByTimeAsync(0)
      }
      await expect(engine.call('runs', {})).rejects.toMatchObject({ failure: { code: 'SLUICE-ENGINE-GIVEN-UP' } })
      await workspace.call('restartEngine', {})
      expect(await engine.call('runs', {})).toHaveLength(1)
    } finally {
      vi.useRealTimers()
    }
  })
})
