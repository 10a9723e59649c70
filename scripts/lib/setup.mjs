/**
 * What a fresh clone needs before anything else can run. Plain JavaScript for any Node from 20 on, without packages:
 * this is the code that fetches the packages.
 */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url))
export const node24 = join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node')

/** The environment in which Node 24 and the project's tools come first on the path. */
export const toolEnvironment = {
  ...process.env,
  PATH: join(root, 'node_modules', '.bin') + delimiter + process.env.PATH,
}

/** Says one step on stderr, so that stdout stays for results. @param {string} text */
export function say(text) {
  process.stderr.write(`${text}\n`)
}

/**
 * Runs a command in the checkout and resolves with its exit code. Output goes where the caller's goes, or into `onLine`.
 * @param {string} command
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, onOutput?: (text: string) => void }} [options]
 * @returns {Promise<number>}
 */
export function run(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      env: options.env ?? toolEnvironment,
      stdio: options.onOutput ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
      shell: process.platform === 'win32',
    })
    child.stdout?.on('data', (chunk) => options.onOutput?.(String(chunk)))
    child.stderr?.on('data', (chunk) => options.onOutput?.(String(chunk)))
    child.on('error', (error) => {
      say(`${command} could not be started: ${error.message}`)
      resolve(127)
    })
    child.on('close', (code, signal) => resolve(code ?? (signal ? 1 : 0)))
  })
}

/** Installs the packages of the lock file unless they are there already. Ends the process with a sentence when that fails. */
export async function ensurePackages() {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
  const stampFile = join(root, 'node_modules', '.sluice-lock')
  const isCurrent = existsSync(node24) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === lock
  if (isCurrent) return
  say('Installing packages (npm ci) …')
  // Install scripts must run: the package `node` makes its binary in one.
  const code = await run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { env: process.env })
  if (code !== 0 || !existsSync(node24)) {
    say(
      `Packages could not be installed (npm ci ended with ${code}). Check the connection to your npm registry and run the command again.`,
    )
    process.exit(1)
  }
  mkdirSync(join(root, 'node_modules'), { recursive: true })
  writeFileSync(stampFile, lock)
}

/** Builds the designer's page into dist/renderer unless it is newer than its sources' last build. */
export async function buildRenderer() {
  say('Building the designer …')
  return run('vite', ['build', '--logLevel', 'warn'])
}
