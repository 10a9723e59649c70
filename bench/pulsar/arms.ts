import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { documentOf, type Job } from './cases.ts'

const pathOf = (relative: string) => fileURLToPath(new URL(relative, import.meta.url))

/** Does a job to its end, in a process of its own. */
export type Arm = (job: Job, folder: string) => Promise<void>

export const byHand: Arm = (job) => run(job, [pathOf('./by-hand.ts'), JSON.stringify(job)])

/** As a user runs it. */
export const engine: Arm = async (job, folder) => {
  const file = join(folder, `${job.subscription}.sluice.json`)
  await writeFile(file, JSON.stringify(documentOf(job)))
  await run(job, [pathOf('../../main/cli/cli.ts'), 'run', file, '--count', String(job.count), '--report', 'json'])
}

async function run(job: Job, arguments_: readonly string[]): Promise<void> {
  const flags = ['--disable-warning=ExperimentalWarning']
  const child = spawn(process.execPath, [...flags, ...arguments_], { stdio: ['ignore', 'ignore', 'pipe'] })
  const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')])
  if (code !== 0) throw new Error(`${job.subscription} ended with ${String(code)}. ${stderr.slice(-2_000)}`)
}
