import type { BrowserWindow, BrowserWindowConstructorOptions, Dialog, Session, WebContents } from 'electron'
import { pageOrigin, pageUrl } from './page-protocol.ts'

/** Every window of Sluice has these; there is no way to open one without them. */
export function windowOptions(preload: string): BrowserWindowConstructorOptions {
  return {
    width: 1440,
    height: 900,
    minWidth: 960,
    minHeight: 600,
    show: false,
    title: 'Sluice',
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
    },
  }
}

/** The page stays the page: no other address, no second window, no webview. */
export function confineToPage(contents: WebContents): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
  contents.on('will-navigate', (event, url) => {
    if (!isPage(url)) event.preventDefault()
  })
  contents.on('will-redirect', (event) => event.preventDefault())
  contents.on('will-attach-webview', (event) => event.preventDefault())
}

/** What the page may ask of the machine: the clipboard, for copy and paste. Camera, location, notifications … are refused. */
export function refusePermissions(session: Session): void {
  const allowed = new Set(['clipboard-read', 'clipboard-sanitized-write'])
  session.setPermissionRequestHandler((contents, permission, answer) =>
    answer(allowed.has(permission) && isPage(contents.getURL())),
  )
  session.setPermissionCheckHandler((_contents, permission, origin) => allowed.has(permission) && isPage(origin))
}

/** Asks before unsaved work is lost. Without this, a page that objects to being closed would keep its window without a word. */
export function askBeforeLeaving(dialog: Pick<Dialog, 'showMessageBoxSync'>, window: BrowserWindow): void {
  window.webContents.on('will-prevent-unload', (event) => {
    const answer = dialog.showMessageBoxSync(window, {
      type: 'warning',
      message: 'Leave unsaved changes?',
      detail: 'This pipeline has changes that are not saved. They are lost when its window is closed.',
      buttons: ['Leave them', 'Stay'],
      defaultId: 1,
      cancelId: 1,
    })
    if (answer === 0) event.preventDefault()
  })
}

/** When the process of the page is gone, its window would stay empty; pipelines run on in the engine meanwhile. */
export function offerReload(dialog: Pick<Dialog, 'showMessageBox'>, window: BrowserWindow): void {
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason !== 'clean-exit' && !window.isDestroyed()) void ask(reason)
  })

  async function ask(reason: string): Promise<void> {
    const { response } = await dialog.showMessageBox(window, {
      type: 'error',
      message: 'The page stopped',
      detail: `Its process is gone (${reason}). What runs goes on; load the page again to see it.`,
      buttons: ['Load again', 'Close the window'],
    })
    if (response === 0) window.webContents.reload()
    else window.destroy()
  }
}

/** Loads the page and shows the window when there is something to see. */
export async function showPage(window: BrowserWindow): Promise<void> {
  window.once('ready-to-show', () => window.show())
  await window.loadURL(pageUrl)
}

/** Whether an address belongs to the page itself. */
export function isPage(url: string): boolean {
  return url === pageOrigin || url.startsWith(`${pageOrigin}/`)
}
