import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { RunReport } from '../../shared/run/metrics.ts'

const sluice = fileURLToPath(new URL('../../bin/sluice.mjs', import.meta.url))

/** Runs a file by `sluice run … --report json` and returns its report and exit code. */
export function runHeadless(file: string, ...arguments_: string[]): { code: number | null; report: RunReport } {
  const run = ['run', file, '--until-idle', '2s', '--report', 'json', ...arguments_]
  const { status, stdout, stderr } = spawnSync(process.execPath, [sluice, ...run], { encoding: 'utf8' })
  const last = stdout.trim().split('\n').at(-1) ?? ''
  if (!last.startsWith('{')) throw new Error(`sluice run ended with ${status} and no report. ${stderr}`)
  return { code: status, report: JSON.parse(last) as RunReport }
}
