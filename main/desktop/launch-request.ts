import { join, resolve } from 'node:path'

/** What the app was asked to show. */
export interface LaunchRequest {
  /** The folder, absolute. */
  readonly workspace: string
  /** The file in it to show first; null lets the page choose. */
  readonly openFile: string | null
}

/**
 * Reads `--workspace=DIR` and `--open=FILE` from a command line given in `directory`. Everything else is ignored: Electron and
 * Chromium put their own switches there. Without a folder it is `Sluice` in the user's `documents`.
 */
export function readLaunchRequest(arguments_: readonly string[], directory: string, documents: string): LaunchRequest {
  const workspace = readOption('--workspace=', arguments_)
  return {
    workspace: workspace === null ? join(documents, 'Sluice') : resolve(directory, workspace),
    openFile: readOption('--open=', arguments_),
  }
}

function readOption(flag: string, arguments_: readonly string[]): string | null {
  return arguments_.find((argument) => argument.startsWith(flag))?.slice(flag.length) ?? null
}
