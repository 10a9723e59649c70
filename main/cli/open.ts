import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Command } from 'commander'
import { exitCodes } from '../runner/exit-codes.ts'
import { CommandEnd } from './command-end.ts'
import { findElectron } from './find-electron.ts'
import { type Place, readPlace, requireBuiltPage, serveUntilStopped } from './serve.ts'
import { onStopRequest } from './stop-requests.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

export function addOpen(program: Command): void {
  program
    .command('open')
    .description('Open the designer in its own window, or in a browser where that cannot be')
    .argument('[folder]', 'folder with pipeline files, or one file in it', '.')
    .action(async (folder: string) => {
      const place = await readPlace(folder)
      const { platform, env: environment } = process
      const machine = { platform, environment, isRoot: process.getuid?.() === 0 }
      const electron = findElectron(join(root, 'node_modules', 'electron'), machine)
      if ('program' in electron) {
        requireBuiltPage()
        process.exit(await openWindow(electron.program, root, place))
      }
      process.stderr.write(`${electron.reason} The designer is served to a browser instead.\n`)
      await serveUntilStopped(place)
    })
}

/**
 * Builds the app's programs in `checkout` (a second, and they are never older than their sources), starts it, and resolves with
 * its exit code when it has ended. A request to stop lets it drain, a second one ends it at once. Throws a CommandEnd when it
 * cannot be built.
 */
export async function openWindow(electron: string, checkout: string, place: Place): Promise<number> {
  const built = await runProgram(process.execPath, [join(checkout, 'scripts', 'build-desktop.ts')])
  if (built !== 0)
    throw new CommandEnd(exitCodes.failed, 'The desktop app could not be built; the reason stands above.')
  const file = place.openFile === null ? [] : [`--open=${place.openFile}`]
  return runProgram(electron, [checkout, `--workspace=${place.workspace}`, ...file])
}

function runProgram(program: string, arguments_: readonly string[]): Promise<number> {
  const child = spawn(program, arguments_, { stdio: 'inherit' })
  onStopRequest((request) => child.kill(request > 1 ? 'SIGKILL' : 'SIGTERM'))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (code) => resolve(code ?? 1))
  })
}
