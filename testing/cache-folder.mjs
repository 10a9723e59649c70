import { mkdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

/**
 * The folder that keeps fetched parts between runs and between checkouts: `$SLUICE_CACHE`, else
 * `$XDG_CACHE_HOME/sluice`, else `~/.cache/sluice`. It is created when missing; deleting it is always safe.
 *
 * @returns {string}
 */
export function cacheFolder() {
  const { SLUICE_CACHE, XDG_CACHE_HOME } = process.env
  const folder = SLUICE_CACHE || join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'sluice')
  mkdirSync(folder, { recursive: true })
  return folder
}
