import type { App, Dialog } from 'electron'
import { toFailure } from '../../shared/ipc/failure.ts'
import type { HostLog } from '../host/host-log.ts'
import { type LaunchRequest, readLaunchRequest } from './launch-request.ts'
import { createWorkspaces, type WorkspaceWindow } from './workspaces.ts'

/** What the life of the app needs from the app. */
export interface Shell {
  /** The command line of this process, and the folder it was given in. */
  readonly commandLine: readonly string[]
  readonly directory: string
  /** Called once, when Electron is ready, before the first window. */
  prepare(): Promise<void>
  open(request: LaunchRequest): Promise<WorkspaceWindow>
  readonly log: HostLog
}

/**
 * One process, however often the app is started: a second start hands its folder to the first, which shows it. The process ends
 * when its last window has closed and everything that ran has drained. It stays when a page keeps its window open.
 */
export function startApp(app: App, dialog: Pick<Dialog, 'showErrorBox'>, shell: Shell): void {
  if (!app.requestSingleInstanceLock()) {
    app.quit()
    return
  }
  const workspaces = createWorkspaces(shell.open)
  const requested = (commandLine: readonly string[], directory: string) =>
    workspaces.show(readLaunchRequest(commandLine, directory, app.getPath('documents')))
  /** For whoever looks at the screen, and for whoever looks at the terminal. */
  const explain = (what: string, error: unknown) => {
    const { message } = toFailure(error)
    shell.log('error', `${what}: ${message}`)
    dialog.showErrorBox(what, message)
  }

  const started = app
    .whenReady()
    .then(shell.prepare)
    .then(() => requested(shell.commandLine, shell.directory))
    .catch((error: unknown) => {
      explain('Sluice could not start', error)
      app.exit(1)
    })

  app.on('second-instance', (_event, commandLine, directory) => {
    started
      .then(() => requested(commandLine, directory))
      .catch((error: unknown) => explain('The folder could not be opened', error))
  })
  app.on('window-all-closed', () => app.quit())
  app.on('will-quit', (event) => {
    if (workspaces.isEmpty()) return
    event.preventDefault()
    // Not before the start has come to its own end, which may be exit code 1.
    void started.then(workspaces.end).then(() => {
      if (workspaces.isEmpty()) app.quit()
    })
  })
}
