import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { openWindow } from './open.ts'
import { requestStopOnce } from './stop-requests.ts'
import { startCli } from './testing/run-cli.ts'

const isBuilt = existsSync(fileURLToPath(new URL('../../dist/renderer/index.html', import.meta.url)))
if (!isBuilt)
  console.warn('Skipped: opening the designer without Electron, because it is not built. Run "npm run build".')

let folder: string
const place = { workspace: '/data/pipelines', openFile: null }

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-open-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** A checkout with its own build script, and an Electron that notes its arguments and does as it is told. */
async function standIns({ build = '', electron = 'exit 0' }) {
  const checkout = await mkdtemp(join(folder, 'checkout-'))
  await mkdir(join(checkout, 'scripts'))
  await writeFile(join(checkout, 'scripts', 'build-desktop.ts'), build)
  const program = join(checkout, 'electron')
  await writeFile(program, `#!/bin/sh\ncd ${checkout}\necho "$@" > arguments\n${electron}\n`)
  await chmod(program, 0o755)
  const wasGiven = async () => (await readFile(join(checkout, 'arguments'), 'utf8')).trim()
  return { checkout, program, wasGiven }
}

describe('sluice open, where Electron is', () => {
  it('builds the app, starts it over the folder, and ends with its code', async () => {
    const { checkout, program, wasGiven } = await standIns({
      build: "import { writeFileSync } from 'node:fs'\nwriteFileSync(`${import.meta.dirname}/../built`, '')",
      electron: 'test -f built || exit 9\nexit 7',
    })
    expect(await openWindow(program, checkout, place)).toBe(7)
    expect(await wasGiven()).toBe(`${checkout} --workspace=/data/pipelines`)
  })

  it('names the file to show first', async () => {
    const { checkout, program, wasGiven } = await standIns({})
    await openWindow(program, checkout, { ...place, openFile: 'orders.sluice.json' })
    expect(await wasGiven()).toBe(`${checkout} --workspace=/data/pipelines --open=orders.sluice.json`)
  })

  it('starts nothing when the app cannot be built', async () => {
    const { checkout, program, wasGiven } = await standIns({ build: 'process.exit(1)' })
    await expect(openWindow(program, checkout, place)).rejects.toMatchObject({ exitCode: 1 })
    await expect(wasGiven()).rejects.toThrow('ENOENT')
  })

  it('passes on that it is to stop, and waits for the app to drain', async () => {
    const { checkout, program } = await standIns({
      electron: "trap 'kill $!; touch drained; exit 0' TERM\nsleep 60 &\ntouch started\nwait",
    })
    const ended = openWindow(program, checkout, place)
    await vi.waitFor(() => expect(existsSync(join(checkout, 'started'))).toBe(true), 10_000)
    requestStopOnce()
    expect(await ended).toBe(0)
    expect(existsSync(join(checkout, 'drained'))).toBe(true)
  })
})

describe.skipIf(!isBuilt)('sluice open, where no Electron is', () => {
  it('says so and serves the designer, until it is told to stop', async () => {
    const cli = startCli(['open', folder], { ELECTRON_OVERRIDE_DIST_PATH: join(folder, 'nowhere') })
    await cli.sees('stdout', /http:\/\/127\.0\.0\.1:\d+\/\?token=\S+/)
    cli.child.kill('SIGTERM')
    const { code, stderr } = await cli.ended
    expect(code).toBe(0)
    expect(stderr).toContain('Electron has not been downloaded here; "npx install-electron" does that. The designer is')
  })
})
