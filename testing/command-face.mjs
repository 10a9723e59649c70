import { realpathSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/**
 * True when the module with this `import.meta.url` is the program that was started, not an import of it.
 *
 * @param {string} moduleUrl
 * @returns {boolean}
 */
export function isProgram(moduleUrl) {
  const started = process.argv[1]
  return started !== undefined && realpathSync(started) === fileURLToPath(moduleUrl)
}

/**
 * The one line an installer prints: the part, what came of it, and the time it took.
 *
 * @param {string} part
 * @param {{ ok: true, path: string } | { ok: false, reason: string }} result
 * @param {number} startedAt from `Date.now()`
 * @returns {string}
 */
export function resultLine(part, result, startedAt) {
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1)
  const outcome = result.ok ? `ready at ${result.path}` : `not available, its tests are skipped: ${result.reason}`
  return `${part}: ${outcome} (${seconds} s)`
}
