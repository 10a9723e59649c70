import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { createAdaptorServer } from '@hono/node-server'
import { fail } from '../../shared/ipc/failure.ts'
import type { EngineLauncher } from '../host/engine-launcher.ts'
import { createHost } from '../host/host.ts'
import type { HostLog } from '../host/host-log.ts'
import { productVersion } from '../host/product-version.ts'
import { type Access, createAccess } from './access.ts'
import { forkedEngine } from './forked-engine.ts'
import { createPageServer } from './page-server.ts'
import { createPageSockets } from './page-sockets.ts'

export interface ServeOptions {
  /** The folder whose pipelines are shown. Must exist. */
  readonly workspace: string
  /** The built page. */
  readonly rendererDirectory: string
  /** A free one is chosen when absent. */
  readonly port?: number
  /** The file to show first, relative to the workspace. */
  readonly openFile?: string | null
  readonly log?: HostLog
  /** A child process of this one when absent. */
  readonly launcher?: EngineLauncher
}

export interface Served {
  /** With the token that admits its reader: `http://127.0.0.1:PORT/?token=…`. */
  readonly url: string
  /** Drains what runs, ends the engine, closes all pages. */
  close(): Promise<void>
}

const examplesDirectory = fileURLToPath(new URL('../../examples', import.meta.url))

/** The designer's home in a browser: the page, its socket, and the host behind it. Loopback only. */
export async function startServe(options: ServeOptions): Promise<Served> {
  let access: Access | null = null
  const admitted = () => access!
  const page = createPageServer(options.rendererDirectory, admitted)
  const server = createAdaptorServer({ fetch: page.fetch }) as Server
  const port = await listen(server, options.port ?? 0)
  access = createAccess(port)

  const host = await createHost({
    workspace: options.workspace,
    examplesDirectory,
    version: productVersion(),
    home: 'browser',
    openFile: options.openFile ?? null,
    launcher: options.launcher ?? forkedEngine(options.workspace),
    log: options.log ?? (() => {}),
  })
  const sockets = createPageSockets(admitted, host.attach)
  server.on('upgrade', sockets.upgrade)

  return {
    url: `http://127.0.0.1:${port}/?token=${access.token}`,
    close: async () => {
      await host.close()
      sockets.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** The port it listens on. */
async function listen(server: Server, port: number): Promise<number> {
  server.listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const reason = code === 'EADDRINUSE' ? 'is in use' : `cannot be used (${code})`
    throw fail('SLUICE-PORT-UNUSABLE', `Port ${port} ${reason}. Choose another one, or leave --port out.`)
  }
  return (server.address() as AddressInfo).port
}
