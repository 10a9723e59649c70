import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The machine as far as it decides whether a window can be opened. */
export interface Machine {
  readonly platform: NodeJS.Platform
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly isRoot: boolean
}

/**
 * Electron's program, or a sentence on why there will be no window. `packageFolder` is `node_modules/electron`; its own code is
 * not asked, because it would start a download to answer.
 */
export function findElectron(packageFolder: string, machine: Machine): { program: string } | { reason: string } {
  const { platform, environment, isRoot } = machine
  const program = electronProgram(packageFolder, environment.ELECTRON_OVERRIDE_DIST_PATH)
  if (program === null) return { reason: 'Electron has not been downloaded here; "npx install-electron" does that.' }
  if (platform !== 'linux') return { program }
  if (!environment.DISPLAY && !environment.WAYLAND_DISPLAY) return { reason: 'There is no screen here.' }
  if (isRoot) return { reason: 'Electron does not start for root.' }
  return { program }
}

/** By the rules of the package `electron`: a folder from the environment wins, `path.txt` says where in it the program is. */
function electronProgram(packageFolder: string, override: string | undefined): string | null {
  const pathFile = join(packageFolder, 'path.txt')
  const inside = existsSync(pathFile) ? readFileSync(pathFile, 'utf8') : 'electron'
  const program = join(override || join(packageFolder, 'dist'), inside)
  return existsSync(program) ? program : null
}
