import { describe, expect, it, vi } from 'vitest'
import { type Shell, startApp } from './app-life.ts'
import type { LaunchRequest } from './launch-request.ts'
import { fakeApp } from './testing/fake-electron.ts'
import type { WorkspaceWindow } from './workspaces.ts'

interface Opened {
  readonly request: LaunchRequest
  readonly window: WorkspaceWindow
  /** The window has closed; a host begins to drain. */
  closed(): void
  drained(): void
}

async function start(shell: Partial<Shell> = {}, app = fakeApp()) {
  const opened: Opened[] = []
  const dialog = { showErrorBox: vi.fn() }
  const log = vi.fn()
  startApp(app, dialog, {
    commandLine: ['sluice', '--workspace=/data/pipelines'],
    directory: '/home/ada',
    prepare: vi.fn(async () => {}),
    open: async (request) => {
      const { window, ...ends } = openWindow()
      opened.push({ request, window, ...ends })
      return window
    },
    log,
    ...shell,
  })
  await settle()
  return { app, dialog, log, opened }
}

function openWindow() {
  let isOpen = true
  const { promise: ended, resolve: drained } = Promise.withResolvers<void>()
  const closed = () => {
    isOpen = false
  }
  return { window: { isOpen: () => isOpen, focus: vi.fn(), close: vi.fn(closed), ended }, closed, drained }
}

/** Long enough for every promise that can settle. */
const settle = () => new Promise((resolve) => setTimeout(resolve))

describe('the app', () => {
  it('opens what its command line names, once Electron is ready and the page can be served', async () => {
    const order: string[] = []
    const app = fakeApp()
    app.whenReady.mockImplementation(async () => void order.push('ready'))
    await start(
      {
        prepare: async () => void order.push('prepared'),
        open: async ({ workspace }) => {
          order.push(workspace)
          return openWindow().window
        },
      },
      app,
    )
    expect(order).toEqual(['ready', 'prepared', '/data/pipelines'])
  })

  it('ends after its last window has closed, but not before everything has drained', async () => {
    const { app, opened } = await start()
    opened[0]!.closed()
    app.emit('window-all-closed')
    await settle()
    expect(app.ended).not.toHaveBeenCalled()
    opened[0]!.drained()
    await settle()
    expect(app.ended).toHaveBeenCalledExactlyOnceWith(0)
  })

  it('lives on when a folder is opened while another one drains', async () => {
    const { app, opened } = await start()
    opened[0]!.closed()
    app.emit('window-all-closed')
    app.emit('second-instance', {}, ['sluice', '--workspace=/data/other'], '/')
    await settle()
    opened[0]!.drained()
    await settle()
    expect(opened).toHaveLength(2)
    expect(opened[1]!.window.close).not.toHaveBeenCalled()
    expect(app.ended).not.toHaveBeenCalled()
  })

  it('that is told to end while it starts ends when it has started', async () => {
    const { promise: prepared, resolve } = Promise.withResolvers<void>()
    const { window, drained } = openWindow()
    const app = fakeApp()
    await start({ prepare: async () => {}, open: () => prepared.then(() => window) }, app)
    app.quit()
    resolve()
    await settle()
    expect(window.close).toHaveBeenCalledTimes(1)
    drained()
    await settle()
    expect(app.ended).toHaveBeenCalledExactlyOnceWith(0)
  })

  it('that cannot start says why, on the screen and in the terminal, and ends with 1', async () => {
    const { app, dialog, log } = await start({ open: () => Promise.reject(new Error('The folder cannot be written.')) })
    expect(dialog.showErrorBox).toHaveBeenCalledExactlyOnceWith(
      'Sluice could not start',
      'The folder cannot be written.',
    )
    expect(log).toHaveBeenCalledExactlyOnceWith('error', 'Sluice could not start: The folder cannot be written.')
    expect(app.ended).toHaveBeenCalledExactlyOnceWith(1)
  })

  it('whose first window is destroyed because its page cannot be loaded ends with 1 all the same', async () => {
    const app = fakeApp()
    const open = async () => {
      await Promise.resolve()
      app.emit('window-all-closed')
      throw new Error('ERR_FAILED')
    }
    await start({ open }, app)
    expect(app.ended.mock.calls[0]).toEqual([1])
  })
})

describe('a second start', () => {
  it('ends at once and opens nothing', async () => {
    const { app, opened } = await start({}, fakeApp({ isFirst: false }))
    expect(app.ended).toHaveBeenCalledExactlyOnceWith(0)
    expect(opened).toEqual([])
  })

  it('with the same folder brings its window to the front', async () => {
    const { app, opened } = await start()
    app.emit('second-instance', {}, ['sluice', '--workspace=pipelines'], '/data')
    await settle()
    expect(opened).toHaveLength(1)
    expect(opened[0]!.window.focus).toHaveBeenCalledTimes(1)
  })

  it('with another folder opens a window over that', async () => {
    const { app, opened } = await start()
    app.emit('second-instance', {}, ['sluice', '--workspace=other', '--open=orders.sluice.json'], '/data')
    await settle()
    expect(opened[1]!.request).toEqual({ workspace: '/data/other', openFile: 'orders.sluice.json' })
    expect(opened[0]!.window.focus).not.toHaveBeenCalled()
  })

  it('with a folder that cannot be opened leaves the first as it is', async () => {
    let count = 0
    const open = async () => {
      count += 1
      if (count > 1) throw new Error('There is no such folder.')
      return openWindow().window
    }
    const { app, dialog } = await start({ open })
    app.emit('second-instance', {}, ['sluice', '--workspace=/nowhere'], '/')
    await settle()
    expect(dialog.showErrorBox).toHaveBeenCalledExactlyOnceWith(
      'The folder could not be opened',
      'There is no such folder.',
    )
    expect(app.ended).not.toHaveBeenCalled()
  })
})
