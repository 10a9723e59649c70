import { fork } from 'node:child_process'
import { EventEmitter } from 'node:events'
import { Readable } from 'node:stream'

/**
 * What main/desktop imports from `electron`, over Electron 9. Bundled in place of the module; see README.md for what differs.
 * Untyped towards the old API, which has no types here.
 */
// biome-ignore lint/suspicious/noExplicitAny: Electron 9's types are not installed.
const old = (module as any).require('electron')

export const { app, dialog, Menu, session, contextBridge, ipcRenderer } = old

/**
 * `setWindowOpenHandler` over the preference `disablePopups`: only the answer "deny" is known, and a window without a handler
 * loads nothing. (`new-window` with Playwright beside it leaves the page waiting for a window that never comes.)
 */
export class BrowserWindow extends old.BrowserWindow {
  private deniesWindows = false

  constructor(options: { webPreferences: object }) {
    super({ ...options, webPreferences: { ...options.webPreferences, disablePopups: true } })
    // biome-ignore lint/suspicious/noExplicitAny: as above.
    const { webContents } = this as any
    webContents.setWindowOpenHandler = (handler: (details: { url: string }) => { action: string }) => {
      this.deniesWindows = handler({ url: 'https://example.org/' }).action === 'deny'
    }
  }

  loadURL(url: string): Promise<void> {
    if (!this.deniesWindows) throw new Error('This window would let its page open others.')
    return super.loadURL(url)
  }
}

/** `event.senderFrame` from the sender's address. Frames inside the page are not told apart: the page has none. */
export const ipcMain = {
  on: (channel: string, listener: (event: unknown, frame: unknown) => void) => {
    const bridged = (event: { sender: { getURL(): string }; senderFrame?: unknown }, frame: unknown) => {
      event.senderFrame = { url: event.sender.getURL(), parent: null }
      listener(event, frame)
    }
    bridgedListeners.set(listener, bridged)
    old.ipcMain.on(channel, bridged)
  },
  removeListener: (channel: string, listener: object) =>
    old.ipcMain.removeListener(channel, bridgedListeners.get(listener)),
}
const bridgedListeners = new WeakMap<object, unknown>()

/** `protocol.handle` over a stream protocol. */
export const protocol = {
  registerSchemesAsPrivileged: old.protocol.registerSchemesAsPrivileged,
  handle: (scheme: string, handler: (request: Request) => Promise<Response>) =>
    old.protocol.registerStreamProtocol(
      scheme,
      async (request: { url: string }, answer: (response: unknown) => void) => {
        const response = await handler(request as Request)
        const body = Buffer.from(await response.arrayBuffer())
        answer({
          statusCode: response.status,
          headers: Object.fromEntries(response.headers),
          data: Readable.from([body]),
        })
      },
    ),
}

/** `utilityProcess` over a forked child, run by the Node named in SLUICE_SMOKE_NODE. */
export const utilityProcess = {
  fork: (entry: string, arguments_: string[], options: { execArgv: string[] }) => {
    const child = fork(entry, arguments_, {
      execPath: process.env.SLUICE_SMOKE_NODE,
      execArgv: options.execArgv,
      stdio: ['ignore', 2, 2, 'ipc'],
    })
    const bridged = Object.assign(new EventEmitter(), {
      pid: child.pid,
      postMessage: (message: object) => child.connected && child.send(message),
      kill: () => child.kill(),
    })
    child.on('message', (message) => bridged.emit('message', message))
    child.on('exit', (code) => bridged.emit('exit', code))
    return bridged
  },
}

/** Electron 9 has none: secrets stay in memory. */
export const safeStorage = { isEncryptionAvailable: () => false }
