import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { documentSchema } from '../../shared/graph/schema.ts'
import { connect } from '../../shared/ipc/channel.ts'
import { engineContract } from '../../shared/ipc/engine-contract.ts'
import { eventually } from '../../shared/ipc/testing/eventually.ts'
import { type WebSocketLike, webSocketTransport } from '../../shared/ipc/web-socket-transport.ts'
import { workspaceContract } from '../../shared/ipc/workspace-contract.ts'
import { endless, writePipeline } from './testing/documents.ts'
import { startCli } from './testing/run-cli.ts'

const isBuilt = existsSync(fileURLToPath(new URL('../../dist/renderer/index.html', import.meta.url)))
if (!isBuilt) console.warn('Skipped: serving the designer, because it is not built. Run "npm run build".')

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-serve-'))
})
afterEach(() => rm(folder, { recursive: true }))

const document = documentSchema.parse({
  format: 'sluice/1',
  id: 'endless',
  name: 'Endless',
  connections: { main: { type: 'embedded' } },
  ...endless,
})

async function startServed(...arguments_: string[]) {
  const cli = startCli(arguments_)
  const [url] = await cli.sees('stdout', /http:\/\/127\.0\.0\.1:\d+\/\?token=\S+/)
  const { port, searchParams } = new URL(url!)
  const socket = new WebSocket(`ws://127.0.0.1:${port}/socket?token=${searchParams.get('token')}`)
  const transport = webSocketTransport(socket as WebSocketLike)
  const workspace = connect(workspaceContract, transport)
  const engine = connect(engineContract, transport)
  const { runId } = await engine.call('start', { document })
  await eventually(async () => {
    expect((await engine.call('snapshot', { runId })).ledger.delivered).toBeGreaterThan(10)
  })
  return { cli, url: url!, workspace, engine, runId }
}

describe.skipIf(!isBuilt)('sluice serve', () => {
  it('serves the page and a working engine, and drains what runs when it is told to stop', async () => {
    const file = await writePipeline(folder, 'orders', endless)
    const { cli, url, workspace } = await startServed('serve', file)
    expect(await workspace.call('info', {})).toMatchObject({ home: 'browser', openFile: 'orders.sluice.json' })
    expect((await workspace.call('list', {})).map(({ path }) => path)).toEqual(['orders.sluice.json'])
    const examples = await workspace.call('examples', {})
    expect(examples.map(({ id }) => id)).toContain('getting-started')
    const page = await fetch(url, { redirect: 'manual' })
    expect(page.status).toBe(303)
    cli.child.kill('SIGTERM')
    expect(await cli.ended).toMatchObject({ code: 0, signal: null })
  })

  it('leaves no engine behind when it is killed', async () => {
    const { cli } = await startServed('serve', folder)
    const engineId = Number(execFileSync('pgrep', ['-P', String(cli.child.pid)], { encoding: 'utf8' }))
    cli.child.kill('SIGKILL')
    // The engine inherited stderr: the pipe closes when it, too, is gone.
    await cli.ended
    expect(engineId).toBeGreaterThan(0)
  })
})
