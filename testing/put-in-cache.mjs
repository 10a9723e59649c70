import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { cacheFolder } from './cache-folder.mjs'

/**
 * Fills `<cache>/<name>` once. `fill` works in an empty folder beside it, which takes the final name only when `fill`
 * came back without throwing: a folder of that name is therefore always complete, also after a crash or when two
 * processes install at the same time (the first to finish wins, the other's copy is removed).
 *
 * @param {string} name
 * @param {(folder: string) => Promise<void>} fill
 * @returns {Promise<string>} the folder
 */
export async function putInCache(name, fill) {
  const final = join(cacheFolder(), name)
  if (existsSync(final)) return final
  const unfinished = mkdtempSync(`${final}.unfinished-`)
  try {
    await fill(unfinished)
    renameSync(unfinished, final)
  } catch (error) {
    if (!existsSync(final)) throw error
  } finally {
    rmSync(unfinished, { recursive: true, force: true })
  }
  return final
}
