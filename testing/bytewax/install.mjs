import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { cacheFolder } from '../cache-folder.mjs'
import { isProgram, resultLine } from '../command-face.mjs'
import { putInCache } from '../put-in-cache.mjs'
import { findOnPath, mustRun, runCommand } from '../run-command.mjs'

const FOLDER = 'bytewax-0.21.1'
const PACKAGES = ['bytewax==0.21.1', 'prometheus-client==0.26.0', 'typing-extensions==4.16.0']
const PYTHONS = ['python3', 'python3.12', 'python3.11', 'python3.10', 'python']
/** Bytewax 0.21.1 is built for these versions of Python and no later ones. */
const VERSION_TEST = 'import sys, venv, ensurepip; sys.exit(not (3, 10) <= sys.version_info[:2] <= (3, 12))'

/**
 * Makes sure a Python that can import Bytewax is in the cache folder: a virtual environment with a pinned release, made
 * once with pip (about 8 MB). The differential tests compare windows and other stateful steps with it. Never rejects.
 *
 * @param {(line: string) => void} [say] told about slow steps before they begin
 * @returns {Promise<{ ok: true, python: string } | { ok: false, reason: string }>} `python` is its program
 */
export async function installBytewax(say = () => {}) {
  try {
    const made = existsSync(join(cacheFolder(), FOLDER))
    const folder = made ? join(cacheFolder(), FOLDER) : await makeEnvironment(say)
    return { ok: true, python: join(folder, pythonIn) }
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : String(error) }
  }
}

const pythonIn = process.platform === 'win32' ? join('Scripts', 'python.exe') : join('bin', 'python')

/** @param {(line: string) => void} say @returns {Promise<string>} */
async function makeEnvironment(say) {
  const python = await findPython()
  if (python === null) throw new Error('Python 3.10, 3.11 or 3.12 with venv and pip is missing')
  return await putInCache(FOLDER, async (folder) => {
    say(`fetching ${PACKAGES[0]} with pip, about 8 MB`)
    await mustRun('making a virtual environment', python, ['-m', 'venv', folder])
    const quiet = ['--quiet', '--no-input', '--disable-pip-version-check', '--no-cache-dir']
    const pinned = ['--no-deps', '--only-binary', ':all:', ...PACKAGES]
    await mustRun('pip install', join(folder, pythonIn), ['-m', 'pip', 'install', ...quiet, ...pinned])
    await mustRun('importing Bytewax', join(folder, pythonIn), ['-c', 'import bytewax.operators.windowing'])
  })
}

/** @returns {Promise<string | null>} */
async function findPython() {
  for (const name of PYTHONS) {
    if (!findOnPath(name)) continue
    if ((await runCommand(name, ['-c', VERSION_TEST], { limitMs: 20_000 })).ok) return name
  }
  return null
}

if (isProgram(import.meta.url)) {
  const startedAt = Date.now()
  const result = await installBytewax(console.error)
  console.log(resultLine('Bytewax', result.ok ? { ok: true, path: result.python } : result, startedAt))
}
