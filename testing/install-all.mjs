import { installBytewax } from './bytewax/install.mjs'
import { isProgram, resultLine } from './command-face.mjs'
import { installOldElectron } from './electron-old/install.mjs'
import { installChromium } from './install-chromium.mjs'
import { installRealPulsar } from './real-pulsar/install.mjs'

/**
 * Fetches everything the tests use and this machine lacks, printing slow steps as they begin and one line for each
 * part with the time it took. Never rejects: a part that cannot be had says why, and its tests are skipped. The two
 * that may use apt run one after the other, Pulsar and Bytewax beside them.
 *
 * @param {(line: string) => void} [say]
 */
export async function installAll(say = console.log) {
  const pulsarComing = timed(
    'Pulsar',
    () => installRealPulsar(say),
    (found) => found.lib,
    say,
  )
  const bytewaxComing = timed(
    'Bytewax',
    () => installBytewax(say),
    (found) => found.python,
    say,
  )
  const chromium = await timed(
    'Chromium',
    () => installChromium(say),
    (found) => found.path,
    say,
  )
  const electron = await timed(
    'Electron 9',
    () => installOldElectron(say),
    (found) => found.executable,
    say,
  )
  return { pulsar: await pulsarComing, bytewax: await bytewaxComing, chromium, electron }
}

/**
 * @template {object} Found
 * @param {string} part
 * @param {() => Promise<(Found & { ok: true }) | { ok: false, reason: string }>} install
 * @param {(found: Found) => string} pathOf
 * @param {(line: string) => void} say
 */
async function timed(part, install, pathOf, say) {
  const startedAt = Date.now()
  const result = await install()
  say(resultLine(part, result.ok ? { ok: true, path: pathOf(result) } : result, startedAt))
  return result
}

if (isProgram(import.meta.url)) await installAll()
