import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import type { RunReport } from '../shared/run/metrics.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

/**
 * `npx sluice run examples/NAME.sluice.json --until-idle 2s --report json …`, as a user calls it. Throws when it gives no report. `file`
 * is a copy to run in its place.
 */
export async function runByCommandLine(
  name: string,
  arguments_: readonly string[],
  file = `examples/${name}.sluice.json`,
): Promise<RunReport> {
  const sluice = ['bin/sluice.mjs', 'run', file, '--until-idle', '2s', '--report', 'json']
  const child = spawn(process.execPath, [...sluice, ...arguments_], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
  const last = stdout.trim().split('\n').at(-1) ?? ''
  if (!last.startsWith('{')) throw new Error(`sluice run ended with ${String(code)} and no report. ${stderr}`)
  const report = JSON.parse(last) as RunReport
  if (report.exit !== code)
    throw new Error(`The report says exit ${report.exit}, the process ended with ${String(code)}.`)
  return report
}
