import { mkdirSync, readFileSync, realpathSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { startXvfb, type Xvfb } from '../../testing/xvfb.ts'
import { buildApp } from './build-app.ts'
import { type DesktopApp, startDesktopApp } from './desktop-app.ts'
import { type ElectronUnderTest, findElectronUnderTest } from './electron-under-test.ts'
import { packApp } from './pack-app.ts'
import { isAlive, programOf } from './processes.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const pictures = join(root, '.cache', 'electron-smoke')
const found = await findElectronUnderTest()
if (typeof found === 'string') console.warn(`Skipped: the desktop app in its window, because ${found}.`)

describe.skipIf(typeof found === 'string')('the desktop app', () => {
  const electron = found as ElectronUnderTest
  let xvfb: Xvfb
  let folder: string

  beforeAll(async () => {
    mkdirSync(pictures, { recursive: true })
    xvfb = await startXvfb()
    folder = await mkdtemp(join(tmpdir(), 'sluice-app-'))
    await buildApp(join(folder, 'app'), electron.isOld)
  })
  afterAll(async () => {
    await xvfb?.stop()
    await rm(folder, { recursive: true, force: true })
  })

  describe('from source', () => {
    scenario('source', false, () => startDesktopApp(electron, electron.executable, [join(folder, 'app')], xvfb.display))
  })

  describe('packed', () => {
    scenario('packed', true, async () =>
      startDesktopApp(electron, await packApp(join(folder, 'app'), electron), [], xvfb.display),
    )
  })
})

/** What a person does from opening the window to closing it. One after the other: each begins where the one before ended. */
function scenario(name: string, isPackaged: boolean, start: () => Promise<DesktopApp>): void {
  let app: DesktopApp
  const look = (what: string) => app.page.screenshot({ path: join(pictures, `${name}-${what}.png`) })
  const button = (text: string) => app.page.getByRole('button', { name: text, exact: true })
  const steps = () => app.page.locator('.react-flow__node')
  const step = (text: string) => steps().filter({ hasText: text })
  const windows = () => app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)

  beforeAll(async () => {
    app = await start()
  })
  afterAll(() => app?.dispose())

  it('opens on the getting-started pipeline', async () => {
    await step('Read input-topic').waitFor()
    expect(app.page.url()).toBe('app://sluice/index.html')
    expect(await app.electron.evaluate(({ app }) => app.isPackaged)).toBe(isPackaged)
    await look('opened')
  })

  it('gives its page two functions and nothing of Node', async () => {
    const given = await app.page.evaluate(() => ({
      functions: Object.entries((window as unknown as { sluice: object }).sluice).map(
        ([name, value]) => `${name}: ${typeof value}`,
      ),
      node: ['require', 'process', 'module', 'global', 'Buffer', 'electron'].filter((name) => name in window),
    }))
    expect(given).toEqual({ functions: ['send: function', 'onMessage: function'], node: [] })
  })

  it('goes to no other address and opens no second window', async () => {
    for (const address of ['http://127.0.0.1:9/', 'file:///etc/hostname']) {
      await app.page.evaluate((address) => {
        window.location.href = address
      }, address)
      expect(await app.page.evaluate((address) => window.open(address) === null, address)).toBe(true)
    }
    // Long enough for a navigation that was not refused.
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(app.page.url()).toBe('app://sluice/index.html')
    expect(await step('Read input-topic').isVisible()).toBe(true)
    expect(await windows()).toBe(1)
  })

  it('lets a pipeline be drawn', async () => {
    const canvas = app.page.getByRole('application', { name: 'Canvas' })
    const palette = (operator: string) => app.page.locator(`[data-operator="${operator}"]`)
    await button('Pipelines').click()
    await button('New').click()
    await button('Palette').click()
    await app.drag(palette('generator'), canvas, { x: 140, y: 140 })
    await app.drag(palette('pulsar-sink'), canvas, { x: 520, y: 140 })
    await step('Pulsar sink').waitFor()
    expect(await steps().count()).toBe(2)
    await app.drag(port('Generator', 'out'), port('Pulsar sink', 'in'))
    await app.page.locator('.react-flow__edge[data-id="generator.out>pulsar-sink.in"]').waitFor({ state: 'attached' })
    await step('Pulsar sink').click()
    const topic = app.page.getByRole('combobox', { name: 'Topic' })
    await topic.fill('orders')
    await topic.press('Tab')
    await button('No problems').waitFor()
    await look('drawn')
  })

  it('runs it in a process of its own, and accounts for every message', async () => {
    await button('Run').click()
    await app.page.locator('[title="Show the ledger"]', { hasText: /1,000\s*received, all accounted for/ }).waitFor()
    await look('ran')
    const engines = app.engines()
    expect(engines).toHaveLength(1)
    if ((found as ElectronUnderTest).isOld) expect(programOf(engines[0]!)).toBe(realpathSync(process.execPath))
    await button('Drain').click()
    await button('Run').waitFor()
  })

  it('started again with the same folder shows the window that is there', async () => {
    expect(await app.startAgain(app.workspace)).toBe(0)
    expect(await windows()).toBe(1)
  })

  it('started again with another folder opens a window over that, with an engine of its own', async () => {
    const other = app.electron.waitForEvent('window')
    expect(await app.startAgain(`${app.workspace}-other`)).toBe(0)
    await (await other).getByText('Read input-topic').first().waitFor()
    const engines = app.engines()
    expect(engines).toHaveLength(2)
    await (await other).close()
    await vi.waitFor(() => expect(app.engines()).toHaveLength(1), 5_000)
    expect(await windows()).toBe(1)
  })

  it('asks before unsaved work is lost, and stays when told to', async () => {
    await answerQuestions(1)
    await closeWindow()
    await vi.waitFor(async () => expect(await questions()).toEqual(['Leave unsaved changes?']), 5_000)
    expect(await windows()).toBe(1)
  })

  it('ends by itself after its window is closed and what ran has drained, and leaves no engine behind', async () => {
    await button('Run').click()
    await button('Drain').waitFor()
    const [engine] = app.engines()
    await answerQuestions(0)
    // An engine that takes its time: nothing may end before it has.
    process.kill(engine!, 'SIGSTOP')
    await closeWindow()
    await vi.waitFor(async () => expect(await windows()).toBe(0), 5_000)
    await new Promise((resolve) => setTimeout(resolve, 500))
    expect(isAlive(app.pid)).toBe(true)
    process.kill(engine!, 'SIGCONT')
    expect(await within(10_000, app.exited)).toBe(0)
    expect(isAlive(engine!)).toBe(false)
    expect(app.errors).toEqual([])
  })

  function port(text: string, name: string) {
    return step(text).locator(`.react-flow__handle[data-handleid="${name}"]`)
  }

  /** Without waiting: the last window takes its process along. */
  async function closeWindow(): Promise<void> {
    await app.electron.evaluate(({ BrowserWindow }) => {
      setTimeout(() => BrowserWindow.getAllWindows()[0]!.close())
    })
  }

  /** A message box of the system cannot be clicked from here: each is answered by its button's index, and remembered. */
  async function answerQuestions(answer: number): Promise<void> {
    await app.electron.evaluate(({ dialog }, answer) => {
      const asked: string[] = []
      Object.assign(dialog, {
        asked,
        showMessageBoxSync: (_window: unknown, { message }: { message: string }) => {
          asked.push(message)
          return answer
        },
      })
    }, answer)
  }

  function questions(): Promise<string[]> {
    return app.electron.evaluate(({ dialog }) => (dialog as unknown as { asked: string[] }).asked)
  }
}

async function within<T>(limit: number, promise: Promise<T>): Promise<T> {
  const late = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error(`It is not over after ${limit} ms.`)), limit).unref()
  })
  return Promise.race([promise, late])
}

describe('the configuration of the packages that are given to people', () => {
  const lines = readFileSync(join(root, 'electron-builder.yml'), 'utf8').split('\n')
  const block = (name: string) => {
    const rest = lines.slice(lines.indexOf(`${name}:`) + 1)
    const end = rest.findIndex((line) => !line.startsWith('  '))
    return rest.slice(0, end).map((line) => line.trim())
  }

  it('closes every way to run something else with the app', () => {
    expect(block('electronFuses')).toEqual([
      'runAsNode: false',
      'enableCookieEncryption: true',
      'enableNodeOptionsEnvironmentVariable: false',
      'enableNodeCliInspectArguments: false',
      'enableEmbeddedAsarIntegrityValidation: true',
      'onlyLoadAppFromAsar: true',
    ])
  })

  it('keeps the engine outside the archive, and packages out of it', () => {
    expect(block('asarUnpack')).toEqual(['- dist/desktop/engine.mjs'])
    expect(block('files')).toContain('- "!node_modules/**"')
  })
})
