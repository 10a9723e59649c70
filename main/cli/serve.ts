import { existsSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Command } from 'commander'
import { exitCodes } from '../runner/exit-codes.ts'
import { badUsage, CommandEnd } from './command-end.ts'
import { parsePortNumber } from './option-values.ts'
import { onStopRequest } from './stop-requests.ts'

const rendererDirectory = fileURLToPath(new URL('../../dist/renderer', import.meta.url))

export function addServe(program: Command): void {
  program
    .command('serve')
    .description('Serve the designer to a browser on this machine')
    .argument('[folder]', 'folder with pipeline files, or one file in it', '.')
    .option('--port <port>', 'port on loopback; a free one when left out', parsePortNumber)
    .action(async (folder: string, options: { port?: number }) =>
      serveUntilStopped(await readPlace(folder), options.port),
    )
}

/** What to show: a folder, and the file in it to open first. */
export interface Place {
  readonly workspace: string
  readonly openFile: string | null
}

/** Throws a CommandEnd when there is no such folder or file. */
export async function readPlace(path: string): Promise<Place> {
  const stats = await stat(path).catch(() => null)
  if (stats?.isDirectory()) return { workspace: resolve(path), openFile: null }
  if (stats?.isFile()) return { workspace: resolve(dirname(path)), openFile: basename(path) }
  throw badUsage(`There is no folder or file ${path}. Name a folder with pipelines, or leave it out for this one.`)
}

/** Throws a CommandEnd when the page has not been built, which a browser would only show as an empty answer. */
export function requireBuiltPage(): void {
  if (existsSync(join(rendererDirectory, 'index.html'))) return
  throw new CommandEnd(exitCodes.failed, 'The designer is not built yet. Run "npm run build" once, or use "npm start".')
}

/** Serves until a signal comes, drains, and ends the process. A second signal ends it at once. */
export async function serveUntilStopped(place: Place, port?: number): Promise<never> {
  requireBuiltPage()
  const [{ startServe }, { createCliLog }] = await Promise.all([
    import('../serve/start-serve.ts'),
    import('./cli-log.ts'),
  ])
  const log = createCliLog()
  const served = await startServe({
    ...place,
    rendererDirectory,
    port,
    log: (level, message) => log[level](message),
  })
  const stopped = new Promise<void>((resolve) => {
    onStopRequest((request) => {
      if (request > 1) process.exit(exitCodes.drainTimedOut)
      process.stderr.write('Draining what runs. Press Ctrl+C again to give up at once.\n')
      resolve()
    })
  })
  process.stdout.write(`The designer is at ${served.url}\n`)
  process.stderr.write('Open this address in a browser. Press Ctrl+C to stop.\n')
  await stopped
  await served.close()
  process.exit(exitCodes.done)
}
