import { EventEmitter } from 'node:events'
import type { Dialog, IpcMain } from 'electron'
import { describe, expect, it, vi } from 'vitest'
import { frameChannel } from './frame-channel.ts'
import { fakeWindow } from './testing/fake-electron.ts'
import { openWorkspaceWindow } from './workspace-window.ts'

function setUp() {
  const window = fakeWindow()
  const host = { attach: vi.fn(), close: vi.fn(async () => {}) }
  const dialog = { showMessageBox: vi.fn(), showMessageBoxSync: vi.fn() }
  const ipcMain = new EventEmitter()
  const log = vi.fn()
  const electron = { ipcMain: ipcMain as unknown as IpcMain, dialog: dialog as unknown as Dialog }
  return { window, host, dialog, ipcMain, log, open: () => openWorkspaceWindow(electron, window, host, log) }
}

describe('the window of a workspace', () => {
  it('loads the page, is shown when there is something to see, and hands the page to the host', async () => {
    const { window, host, ipcMain, open } = setUp()
    await open()
    expect(window.loadURL).toHaveBeenCalledExactlyOnceWith('app://sluice/index.html')
    expect(window.show).not.toHaveBeenCalled()
    window.emit('ready-to-show')
    expect(window.show).toHaveBeenCalledTimes(1)
    window.webContents.emit('did-navigate')
    expect(host.attach).toHaveBeenCalledTimes(1)
    expect(ipcMain.listenerCount(frameChannel)).toBe(1)
  })

  it('ends when it has closed and its host has drained', async () => {
    const { window, host, open } = setUp()
    const { promise: drained, resolve } = Promise.withResolvers<void>()
    host.close.mockReturnValue(drained)
    const opened = await open()
    const ended = vi.fn()
    const ending = opened.ended.then(ended)
    expect(host.close).not.toHaveBeenCalled()
    window.close()
    await new Promise((resolve) => setTimeout(resolve))
    expect(opened.isOpen()).toBe(false)
    expect(host.close).toHaveBeenCalledTimes(1)
    expect(ended).not.toHaveBeenCalled()
    resolve()
    await ending
  })

  it('ends also when the host cannot be closed, and says so', async () => {
    const { window, host, log, open } = setUp()
    host.close.mockRejectedValue(new Error('The engine does not answer.'))
    const opened = await open()
    window.close()
    await opened.ended
    expect(log).toHaveBeenCalledExactlyOnceWith('error', 'The engine does not answer.')
  })

  it('comes to the front, also from where it was minimised', async () => {
    const { window, open } = setUp()
    const opened = await open()
    opened.focus()
    expect(window.restore).not.toHaveBeenCalled()
    window.isMinimized.mockReturnValue(true)
    opened.focus()
    expect(window.restore).toHaveBeenCalledTimes(1)
    expect(window.focus).toHaveBeenCalledTimes(2)
  })

  it('whose page cannot be loaded is gone, and so is its host', async () => {
    const { window, host, open } = setUp()
    window.loadURL.mockRejectedValue(new Error('ERR_FAILED'))
    await expect(open()).rejects.toThrow('ERR_FAILED')
    expect(window.isDestroyed()).toBe(true)
    expect(host.close).toHaveBeenCalledTimes(1)
  })

  it('that its user closes before it has loaded is no failure', async () => {
    const { window, open } = setUp()
    window.loadURL.mockImplementation(async () => {
      window.close()
      throw new Error('ERR_ABORTED')
    })
    expect((await open()).isOpen()).toBe(false)
  })
})

describe('unsaved work', () => {
  it.each([
    ['is left when that is chosen', 0, true],
    ['keeps the window when that is chosen', 1, false],
  ])('%s', async (_what, answer, leaves) => {
    const { window, dialog, open } = setUp()
    dialog.showMessageBoxSync.mockReturnValue(answer)
    await open()
    const event = { preventDefault: vi.fn() }
    window.webContents.emit('will-prevent-unload', event)
    // Preventing the page's objection lets the window go.
    expect(event.preventDefault).toHaveBeenCalledTimes(leaves ? 1 : 0)
    expect(dialog.showMessageBoxSync.mock.calls[0]![1]).toMatchObject({ defaultId: 1, cancelId: 1 })
  })
})

describe('a page whose process is gone', () => {
  const crash = { reason: 'crashed', exitCode: 133 }

  it('is loaded again when that is chosen', async () => {
    const { window, dialog, open } = setUp()
    dialog.showMessageBox.mockResolvedValue({ response: 0 })
    await open()
    window.webContents.emit('render-process-gone', {}, crash)
    await vi.waitFor(() => expect(window.webContents.reload).toHaveBeenCalledTimes(1))
    expect(window.isDestroyed()).toBe(false)
  })

  it('takes its window along when that is chosen', async () => {
    const { window, dialog, open } = setUp()
    dialog.showMessageBox.mockResolvedValue({ response: 1 })
    await open()
    window.webContents.emit('render-process-gone', {}, crash)
    await vi.waitFor(() => expect(window.isDestroyed()).toBe(true))
  })

  it('is not mourned when it ended in order', async () => {
    const { window, dialog, open } = setUp()
    await open()
    window.webContents.emit('render-process-gone', {}, { reason: 'clean-exit', exitCode: 0 })
    expect(dialog.showMessageBox).not.toHaveBeenCalled()
  })
})
