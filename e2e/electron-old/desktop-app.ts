import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ElectronApplication, Locator, Page } from 'playwright-core-for-electron-9'
import { guardProcess } from '../../testing/process-guard.ts'
import type { ElectronUnderTest } from './electron-under-test.ts'
import { enginesBelow } from './processes.ts'

/** The app in its own window, as a person and the system meet it. */
export interface DesktopApp {
  readonly electron: ElectronApplication
  readonly page: Page
  readonly pid: number
  /** A new folder, empty at first. */
  readonly workspace: string
  /** What the page complained about. */
  readonly errors: readonly string[]
  /** Resolves with the exit code when the process is gone. */
  readonly exited: Promise<number | null>
  engines(): number[]
  /** Starts the app a second time, over a folder; resolves with that process's exit code. */
  startAgain(workspace: string): Promise<number | null>
  /** Drags with the left button, by the protocol: `page.mouse` cannot on Chromium 83. */
  drag(from: Locator, to: Locator, offset?: { x: number; y: number }): Promise<void>
  /** Kills what is left, removes what was made. */
  dispose(): Promise<void>
}

/** Milliseconds that anything on the page may take. */
const stepLimit = 8_000

/** `program` with `leading` arguments is the app; the workspace and a profile of its own are made for it. */
export async function startDesktopApp(
  { driver }: ElectronUnderTest,
  program: string,
  leading: readonly string[],
  display: string,
): Promise<DesktopApp> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-desktop-'))
  const workspace = join(folder, 'pipelines')
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const argumentsFor = (workspace: string) => [...sandbox, ...leading, `--workspace=${workspace}`]
  const env: Record<string, string> = {
    ...(process.env as Record<string, string>),
    DISPLAY: display,
    XDG_CONFIG_HOME: join(folder, 'profile'),
    SLUICE_SMOKE_NODE: process.execPath,
  }
  const electron = await driver.launch({ executablePath: program, args: argumentsFor(workspace), env, timeout: 20_000 })
  const child = electron.process()
  const release = guardProcess(child.pid!, folder)
  const exited = once(child, 'exit').then(([code]) => code as number | null)
  const page = await electron.firstWindow()
  page.setDefaultTimeout(stepLimit)
  // The app answers for the page that is about to be left; with a listener the driver does not try to answer as well.
  page.on('dialog', () => {})
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))

  return {
    electron,
    page,
    pid: child.pid!,
    workspace,
    errors,
    exited,
    engines: () => enginesBelow(child.pid!),
    startAgain: async (workspace) => {
      const second = spawn(program, argumentsFor(workspace), { env, stdio: 'ignore' })
      const [code] = await once(second, 'exit')
      return code
    },
    drag: (from, to, offset) => drag(page, from, to, offset),
    dispose: async () => {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
      await exited
      release()
      // Its processes end a moment after it.
      await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
    },
  }
}

/** From the middle of one to the middle of the other, or to `offset` from the other's top left corner. */
async function drag(page: Page, from: Locator, to: Locator, offset?: { x: number; y: number }): Promise<void> {
  await from.scrollIntoViewIfNeeded()
  const start = await pointIn(from)
  const end = await pointIn(to, offset)
  const protocol = await page.context().newCDPSession(page)
  const send = (type: 'mousePressed' | 'mouseMoved' | 'mouseReleased', { x, y }: { x: number; y: number }) =>
    protocol.send('Input.dispatchMouseEvent', { type, x, y, button: 'left', buttons: 1, clickCount: 1 })
  await protocol.send('Input.dispatchMouseEvent', { type: 'mouseMoved', ...start })
  await send('mousePressed', start)
  for (const share of [0.3, 0.7, 1]) {
    await send('mouseMoved', { x: start.x + (end.x - start.x) * share, y: start.y + (end.y - start.y) * share })
  }
  await send('mouseReleased', end)
  await protocol.detach()
}

async function pointIn(locator: Locator, offset?: { x: number; y: number }): Promise<{ x: number; y: number }> {
  const box = await locator.boundingBox()
  if (box === null) throw new Error(`${locator} is not visible.`)
  return offset ? { x: box.x + offset.x, y: box.y + offset.y } : { x: box.x + box.width / 2, y: box.y + box.height / 2 }
}
