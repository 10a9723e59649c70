import { EventEmitter } from 'node:events'
import type { IpcMain, Session } from 'electron'
import { describe, expect, it, vi } from 'vitest'
import type { Transport } from '../../shared/ipc/contract.ts'
import { frameChannel } from './frame-channel.ts'
import { applicationMenu } from './menu.ts'
import { fakeContents } from './testing/fake-electron.ts'
import { confineToPage, isPage, refusePermissions, windowOptions } from './window.ts'
import { attachEachPage, windowTransport } from './window-transport.ts'

const mainFrame = { url: 'app://sluice/index.html', parent: null }

describe('a window', () => {
  it('is sandboxed, isolated and without Node', () => {
    expect(windowOptions('/preload.cjs').webPreferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
    })
  })

  it('opens no second window', () => {
    const contents = fakeContents()
    confineToPage(contents)
    const handler = contents.setWindowOpenHandler.mock.calls[0]![0]
    expect(handler({ url: 'https://example.org' })).toEqual({ action: 'deny' })
  })

  it.each([
    ['https://example.org/', true],
    ['file:///etc/passwd', true],
    ['app://sluice.example.org/', true],
    ['app://sluice/index.html', false],
  ])('navigating to %s is prevented: %s', (url, prevented) => {
    const contents = fakeContents()
    confineToPage(contents)
    const event = { preventDefault: vi.fn() }
    contents.emit('will-navigate', event, url)
    expect(event.preventDefault).toHaveBeenCalledTimes(prevented ? 1 : 0)
  })

  it('attaches no webview and follows no redirect', () => {
    const contents = fakeContents()
    confineToPage(contents)
    const event = { preventDefault: vi.fn() }
    contents.emit('will-attach-webview', event)
    contents.emit('will-redirect', event)
    expect(event.preventDefault).toHaveBeenCalledTimes(2)
  })

  it.each([
    ['geolocation', false],
    ['media', false],
    ['notifications', false],
    ['clipboard-read', true],
  ])('permission %s: %s', (permission, granted) => {
    const session = { setPermissionRequestHandler: vi.fn(), setPermissionCheckHandler: vi.fn() }
    refusePermissions(session as unknown as Session)
    const answer = vi.fn()
    session.setPermissionRequestHandler.mock.calls[0]![0](fakeContents(), permission, answer)
    expect(answer).toHaveBeenCalledWith(granted)
  })
})

describe('frames of a window', () => {
  function open() {
    const ipcMain = new EventEmitter()
    const contents = fakeContents()
    const transport = windowTransport(ipcMain as unknown as IpcMain, contents)
    const taken: unknown[] = []
    transport.onFrame((frame) => taken.push(frame))
    return { ipcMain, contents, transport, taken }
  }

  it('are taken from the page in the main frame', () => {
    const { ipcMain, contents, taken } = open()
    ipcMain.emit(frameChannel, { sender: contents, senderFrame: mainFrame }, { type: 'call' })
    expect(taken).toEqual([{ type: 'call' }])
  })

  it.each([
    ['another window', { sender: fakeContents(), senderFrame: mainFrame }],
    ['a frame inside the page', { senderFrame: { url: mainFrame.url, parent: mainFrame } }],
    ['another address', { senderFrame: { url: 'https://example.org', parent: null } }],
    ['a frame that is gone', { senderFrame: null }],
  ])('are ignored from %s', (_who, event) => {
    const { ipcMain, contents, taken } = open()
    ipcMain.emit(frameChannel, { sender: contents, ...event }, { type: 'call' })
    expect(taken).toEqual([])
  })

  it('end with the window', () => {
    const { ipcMain, contents, transport } = open()
    const closed = vi.fn()
    transport.onClose(closed)
    contents.emit('destroyed')
    expect(closed).toHaveBeenCalledWith('the window closed')
    expect(ipcMain.listenerCount(frameChannel)).toBe(0)
  })
})

describe('a reload', () => {
  it('ends the transport of the page before it and attaches the new page', () => {
    const ipcMain = new EventEmitter()
    const contents = fakeContents()
    const pages: Transport[] = []
    attachEachPage(ipcMain as unknown as IpcMain, contents, (page) => pages.push(page))
    contents.emit('did-navigate')
    const ended = vi.fn()
    pages[0]!.onClose(ended)
    contents.emit('did-navigate')
    expect(ended).toHaveBeenCalledTimes(1)
    expect(pages).toHaveLength(2)
    expect(ipcMain.listenerCount(frameChannel)).toBe(1)
    expect(contents.listenerCount('destroyed')).toBe(1)
  })
})

describe('addresses', () => {
  it.each(['app://sluice', 'app://sluice/index.html'])('%s is the page', (url) => expect(isPage(url)).toBe(true))
  it.each(['app://sluicex/', 'app://', 'https://sluice/'])('%s is not', (url) => expect(isPage(url)).toBe(false))
})

describe('the menu', () => {
  it('has developer tools only where the app is run from source', () => {
    expect(JSON.stringify(applicationMenu('linux', true))).not.toContain('toggleDevTools')
    expect(JSON.stringify(applicationMenu('linux', false))).toContain('toggleDevTools')
  })
})
