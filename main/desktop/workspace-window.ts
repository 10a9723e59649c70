import type { BrowserWindow, Dialog, IpcMain } from 'electron'
import type { Host } from '../host/host.ts'
import type { HostLog } from '../host/host-log.ts'
import { askBeforeLeaving, confineToPage, offerReload, showPage } from './window.ts'
import { attachEachPage } from './window-transport.ts'
import type { WorkspaceWindow } from './workspaces.ts'

/**
 * Shows a workspace in a window made for it. The host belongs to the window from here on: it is closed when the window has
 * closed, also when the page could not be loaded and this rejects.
 */
export async function openWorkspaceWindow(
  electron: { readonly ipcMain: IpcMain; readonly dialog: Dialog },
  window: BrowserWindow,
  host: Host,
  log: HostLog,
): Promise<WorkspaceWindow> {
  confineToPage(window.webContents)
  askBeforeLeaving(electron.dialog, window)
  offerReload(electron.dialog, window)
  attachEachPage(electron.ipcMain, window.webContents, host.attach)
  const ended = new Promise<void>((resolve) => window.once('closed', resolve))
    .then(() => host.close())
    .catch((error: Error) => log('error', error.message))
  try {
    await showPage(window)
  } catch (error) {
    // Closed by its user before it had loaded, which is no failure.
    if (!window.isDestroyed()) {
      window.destroy()
      await ended
      throw error
    }
  }
  return {
    isOpen: () => !window.isDestroyed(),
    focus: () => {
      if (window.isMinimized()) window.restore()
      window.focus()
    },
    close: () => window.close(),
    ended,
  }
}
