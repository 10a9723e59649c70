import type { IpcMain, IpcMainEvent, WebContents } from 'electron'
import type { Transport } from '../../shared/ipc/contract.ts'
import { portTransport } from '../../shared/ipc/port-transport.ts'
import { frameChannel } from './frame-channel.ts'
import { isPage } from './window.ts'

/**
 * Hands each page that the window loads to the host, and ends its transport when the next one is loaded: a reloaded page
 * knows nothing of the streams that the one before it opened.
 */
export function attachEachPage(ipcMain: IpcMain, contents: WebContents, attach: (page: Transport) => void): void {
  let page: Transport | null = null
  contents.on('did-navigate', () => {
    page?.close()
    page = windowTransport(ipcMain, contents)
    attach(page)
  })
}

/**
 * The host's end of one window. Frames are taken only from that window's main frame while it shows the page; all others are
 * ignored.
 */
export function windowTransport(ipcMain: IpcMain, contents: WebContents): Transport {
  const letGo: (() => void)[] = []
  return portTransport({
    post: (frame) => {
      if (!contents.isDestroyed()) contents.send(frameChannel, frame)
    },
    onMessage: (listener) => {
      const take = (event: IpcMainEvent, frame: unknown) => {
        if (isFromPage(event, contents)) listener(frame)
      }
      ipcMain.on(frameChannel, take)
      letGo.push(() => ipcMain.removeListener(frameChannel, take))
    },
    onClose: (listener) => {
      const end = () => {
        for (const release of letGo) release()
        listener('the window closed')
      }
      contents.on('destroyed', end)
      letGo.push(() => contents.removeListener('destroyed', end))
    },
    close: () => {
      for (const release of letGo) release()
    },
  })
}

function isFromPage(event: IpcMainEvent, contents: WebContents): boolean {
  const frame = event.senderFrame
  return event.sender === contents && frame !== null && frame.parent === null && isPage(frame.url)
}
