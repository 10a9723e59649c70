import { execFileSync, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { endless, writePipeline } from './testing/documents.ts'
import { watch } from './testing/run-cli.ts'

const launcher = fileURLToPath(new URL('../../bin/sluice.mjs', import.meta.url))
const olderNode = findOlderNode()
if (olderNode === null) console.warn('Skipped: starting a child of Node 24, because no older Node is on the path.')

let folder: string
let file: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-launcher-'))
  file = await writePipeline(folder, 'endless', endless)
})
afterAll(() => rm(folder, { recursive: true }))

function start(node: string, ...arguments_: string[]) {
  return watch(spawn(node, [launcher, ...arguments_], { stdio: ['ignore', 'pipe', 'pipe'] }))
}

/** A Node on the path that is older than 24. */
function findOlderNode(): string | null {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => !folder.includes('node_modules'))
  for (const folder of folders) {
    const node = join(folder, 'node')
    try {
      const [, major] = /^v(\d+)/.exec(execFileSync(node, ['--version'], { encoding: 'utf8' })) ?? []
      if (Number(major) >= 20 && Number(major) < 24) return node
    } catch {
      // No Node in this folder.
    }
  }
  return null
}

describe('The launcher on Node 24', () => {
  it('runs the command line in its own process, with its exit code and without warnings', async () => {
    expect(await start(process.execPath, 'nonsense').ended).toMatchObject({ code: 2 })
    const data = join(folder, 'data')
    const produced = await start(process.execPath, 'produce', 'orders', '--count', '3', '--data', data).ended
    expect(produced).toMatchObject({ code: 0, stderr: '' })
  })
})

describe.skipIf(olderNode === null)('The launcher on an older Node', () => {
  /** A pipeline that runs in the launcher's child, and the child's process id. */
  async function startEndless() {
    const cli = start(olderNode!, 'run', file, '--report', 'json')
    await cli.sees('stdout', /\n/)
    const childId = Number(execFileSync('pgrep', ['-P', String(cli.child.pid)], { encoding: 'utf8' }))
    return { cli, childId }
  }

  it('passes output and exit code through', async () => {
    const finished = await start(olderNode!, 'run', file, '--for', '300ms', '--report', 'json').ended
    expect(finished).toMatchObject({ code: 0, stderr: '' })
    expect(JSON.parse(finished.stdout.trimEnd().split('\n').at(-1)!)).toMatchObject({ exit: 0 })
    expect(await start(olderNode!, 'run', 'nowhere.json').ended).toMatchObject({ code: 2 })
  })

  it('passes a signal on, and the pipeline drains', async () => {
    const { cli } = await startEndless()
    cli.child.kill('SIGTERM')
    const { code, stdout } = await cli.ended
    expect(code).toBe(0)
    expect(JSON.parse(stdout.trimEnd().split('\n').at(-1)!).ledger).toMatchObject({ returned: 0, balanced: true })
  })

  it('counts Ctrl+C once, although a terminal sends it to both processes', async () => {
    const { cli, childId } = await startEndless()
    process.kill(childId, 'SIGINT')
    cli.child.kill('SIGINT')
    expect((await cli.ended).code).toBe(0)
  })

  it('dies as its child died', async () => {
    const { cli, childId } = await startEndless()
    process.kill(childId, 'SIGKILL')
    expect(await cli.ended).toMatchObject({ code: null, signal: 'SIGKILL' })
  })

  it('leaves no child behind when it is killed', async () => {
    const { cli } = await startEndless()
    cli.child.kill('SIGKILL')
    // The pipes close when the last process that holds them is gone; before, it has drained.
    const { stdout } = await cli.ended
    expect(JSON.parse(stdout.trimEnd().split('\n').at(-1)!)).toMatchObject({ exit: 0 })
  })
})
