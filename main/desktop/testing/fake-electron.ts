import { EventEmitter } from 'node:events'
import type { App, BrowserWindow, UtilityProcess, WebContents } from 'electron'
import { type Mock, vi } from 'vitest'

// As much of Electron as the shell touches, typed by Electron 45's own types.

export type FakeContents = WebContents & Record<'setWindowOpenHandler' | 'send' | 'reload', Mock>

export function fakeContents(): FakeContents {
  const contents = Object.assign(new EventEmitter(), {
    setWindowOpenHandler: vi.fn(),
    send: vi.fn(),
    reload: vi.fn(),
    isDestroyed: () => false,
    getURL: () => 'app://sluice/index.html',
  })
  return contents as unknown as FakeContents
}

export type FakeWindow = BrowserWindow &
  Record<'loadURL' | 'show' | 'focus' | 'restore' | 'isMinimized' | 'destroy' | 'close', Mock> & {
    readonly webContents: FakeContents
  }

/** A window that closes when it is told to. */
export function fakeWindow(): FakeWindow {
  let destroyed = false
  const destroy = vi.fn(() => {
    destroyed = true
    window.emit('closed')
  })
  const window = Object.assign(new EventEmitter(), {
    webContents: fakeContents(),
    loadURL: vi.fn(async () => {}),
    show: vi.fn(),
    focus: vi.fn(),
    restore: vi.fn(),
    isMinimized: vi.fn(() => false),
    isDestroyed: () => destroyed,
    destroy,
    close: vi.fn(destroy),
  })
  return window as unknown as FakeWindow
}

export type FakeApp = App &
  Record<'whenReady' | 'quit' | 'exit', Mock> & { readonly ended: Mock<(code: number) => void> }

/** An app that quits as Electron's does: `will-quit` may object, else the process has `ended` with a code. */
export function fakeApp({ isFirst = true } = {}): FakeApp {
  const ended = vi.fn((_code: number) => {})
  const app = Object.assign(new EventEmitter(), {
    requestSingleInstanceLock: () => isFirst,
    whenReady: vi.fn(() => Promise.resolve()),
    getPath: () => '/home/ada/Documents',
    quit: vi.fn(() => {
      let goes = true
      const preventDefault = () => {
        goes = false
      }
      app.emit('will-quit', { preventDefault })
      if (goes) ended(0)
    }),
    exit: vi.fn(ended),
    ended,
  })
  return app as unknown as FakeApp
}

export type FakeUtilityProcess = UtilityProcess & Record<'postMessage' | 'kill', Mock>

/** A utility process as its parent sees it. */
export function fakeUtilityProcess(pid: number | undefined): FakeUtilityProcess {
  const child = Object.assign(new EventEmitter(), { pid, postMessage: vi.fn(), kill: vi.fn(() => true) })
  return child as unknown as FakeUtilityProcess
}
