import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { app, BrowserWindow, dialog, ipcMain, Menu, protocol, safeStorage, session, utilityProcess } from 'electron'
import { createHost } from '../host/host.ts'
import type { HostLog } from '../host/host-log.ts'
import { productVersion } from '../host/product-version.ts'
import { startApp } from './app-life.ts'
import { keychainSecrets } from './keychain-secrets.ts'
import type { LaunchRequest } from './launch-request.ts'
import { applicationMenu } from './menu.ts'
import { pageScheme, pageSchemePrivileges, readPageFiles, servePage } from './page-protocol.ts'
import { places } from './places.ts'
import { utilityEngine } from './utility-engine.ts'
import { refusePermissions, windowOptions } from './window.ts'
import { openWorkspaceWindow } from './workspace-window.ts'
import type { WorkspaceWindow } from './workspaces.ts'

// The desktop app: where Electron's parts and ours are put together. How it lives and ends is in app-life.ts.

protocol.registerSchemesAsPrivileged([pageSchemePrivileges])
// As root, `--no-sandbox` is needed to start at all, and child processes then cannot be sandboxed.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
startApp(app, dialog, { commandLine: process.argv, directory: process.cwd(), prepare, open, log })

async function prepare(): Promise<void> {
  protocol.handle(pageScheme, servePage(await readPageFiles(places.page)))
  refusePermissions(session.defaultSession)
  Menu.setApplicationMenu(Menu.buildFromTemplate(applicationMenu(process.platform, app.isPackaged)))
}

async function open({ workspace, openFile }: LaunchRequest): Promise<WorkspaceWindow> {
  await mkdir(workspace, { recursive: true })
  const host = await createHost({
    workspace,
    examplesDirectory: places.examples,
    version: productVersion(),
    home: 'desktop',
    openFile,
    launcher: utilityEngine(utilityProcess, places.engine, workspace, log),
    log,
    secretStore: keychainSecrets(join(app.getPath('userData'), 'secrets'), safeStorage),
  })
  return openWorkspaceWindow({ ipcMain, dialog }, new BrowserWindow(windowOptions(places.preload)), host, log)
}

function log(...[level, message]: Parameters<HostLog>): void {
  process.stderr.write(`${level} ${message}\n`)
}
