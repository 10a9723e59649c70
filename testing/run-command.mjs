import { spawn } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/**
 * Runs a program without a shell and collects what it prints. Never rejects: a program that is missing, fails or
 * runs longer than `limitMs` (default 10 minutes, then it is killed) gives `ok: false`.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: Record<string, string | undefined>, limitMs?: number }} [options]
 *   `env` is added to the environment of this process
 * @returns {Promise<{ ok: boolean, output: string }>} `output` is stdout and stderr as they came
 */
export function runCommand(command, args, options = {}) {
  const { cwd, env, limitMs = 600_000 } = options
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: limitMs,
      killSignal: 'SIGKILL',
    })
    let output = ''
    child.stdout.on('data', (chunk) => {
      output += chunk
    })
    child.stderr.on('data', (chunk) => {
      output += chunk
    })
    child.on('error', (error) => resolve({ ok: false, output: error.message }))
    child.on('close', (code, signal) => {
      if (signal) output += `\n${command} was ended by ${signal}`
      resolve({ ok: code === 0, output })
    })
  })
}

/**
 * Like `runCommand`, but throws an error that says `purpose` and the last lines of output when it did not work.
 *
 * @param {string} purpose a phrase such as "unpacking the distribution"
 * @param {string} command
 * @param {string[]} args
 * @param {Parameters<typeof runCommand>[2]} [options]
 * @returns {Promise<string>} the output
 */
export async function mustRun(purpose, command, args, options) {
  const { ok, output } = await runCommand(command, args, options)
  if (!ok) throw new Error(`${purpose} failed: ${lastLines(output, 3)}`)
  return output
}

/**
 * Where a program is on the PATH, or null.
 *
 * @param {string} program
 * @returns {string | null}
 */
export function findOnPath(program) {
  const endings = process.platform === 'win32' ? ['.exe', '.cmd', ''] : ['']
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    for (const ending of endings) {
      const file = join(folder, program + ending)
      try {
        accessSync(file, constants.X_OK)
        return file
      } catch {
        // not in this folder
      }
    }
  }
  return null
}

/** Leaves out blank lines and stack frames. @param {string} text @param {number} count @returns {string} */
function lastLines(text, count) {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  return lines.slice(-count).join(' | ').slice(0, 600) || 'it printed nothing'
}
