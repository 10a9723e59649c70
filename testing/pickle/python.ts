import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const oldest = [3, 8] as const

/** Why the tests against Python's own pickle cannot run here; null when they can. Python 3.8 is the first with protocol 5. */
export function whyNoPython(): string | null {
  const { stdout, status } = spawnSync('python3', ['-c', 'import sys; print(*sys.version_info[:2])'], {
    encoding: 'utf8',
  })
  if (status !== 0) return 'there is no python3 here'
  const [major = 0, minor = 0] = stdout.trim().split(' ').map(Number)
  const isNewEnough = major > oldest[0] || (major === oldest[0] && minor >= oldest[1])
  return isNewEnough ? null : `python3 is ${major}.${minor}, and these tests want ${oldest.join('.')}`
}

/** Runs a script of this folder, gives it `input`, and returns the lines it wrote, parsed. Throws what it wrote to stderr when it fails. */
export function runScript<Line>(script: string, options: { args?: readonly string[]; input?: string } = {}): Line[] {
  const path = fileURLToPath(new URL(script, import.meta.url))
  const { stdout, stderr, status, error } = spawnSync('python3', ['-B', path, ...(options.args ?? [])], {
    encoding: 'utf8',
    input: options.input ?? '',
    maxBuffer: 256 * 1_048_576,
    env: { PATH: process.env.PATH, PYTHONHASHSEED: '0' },
  })
  if (status !== 0) throw new Error(`${script} failed: ${error?.message ?? stderr}`)
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line)
}
