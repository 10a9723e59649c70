import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { RunReport } from '../../shared/run/metrics.ts'

const commandLine = fileURLToPath(new URL('../../main/cli/cli.ts', import.meta.url))

export interface KillLoopOptions {
  readonly file: string
  readonly dataDirectory: string
  readonly kills: number
  /** Uniform in [0, 1); seeded, so that a red run can be repeated. */
  readonly random: () => number
  /** The runner is killed after this many progress lines, drawn anew each time. */
  readonly linesBeforeKill: { readonly least: number; readonly most: number }
  /** Further arguments of `sluice run`, for example a connection. */
  readonly arguments?: readonly string[]
}

export interface KillLoopResult {
  /** Kills that hit a running pipeline with messages still to come. */
  readonly kills: number
  /** The report of the last run, which was left to finish. */
  readonly report: RunReport
}

/**
 * Runs a pipeline by `sluice run`, kills it with SIGKILL in the middle, starts it again, and after the last kill lets it
 * finish. Rejects when a run ends before it could be killed: then the loop proved less than it says.
 */
export async function killLoop(options: KillLoopOptions): Promise<KillLoopResult> {
  for (let kill = 0; kill < options.kills; kill += 1) {
    const { least, most } = options.linesBeforeKill
    await runUntilKilled(options, least + Math.floor(options.random() * (most - least + 1)), kill)
  }
  return { kills: options.kills, report: await runToTheEnd(options) }
}

async function runUntilKilled(options: KillLoopOptions, lines: number, kill: number): Promise<void> {
  const child = startRun(options)
  const exited = once(child, 'exit')
  const errors = collect(child)
  let seen = 0
  for await (const line of createInterface({ input: child.stdout! })) {
    if (line.startsWith('{"pipeline"')) break
    seen += 1
    if (seen === lines) {
      // Not on the line itself, where the process would always be found in the same place.
      await new Promise((resolve) => setTimeout(resolve, Math.floor(options.random() * 8)))
      child.kill('SIGKILL')
    }
  }
  const [code, signal] = await exited
  if (signal !== 'SIGKILL')
    throw new Error(`Run ${kill + 1} ended with ${code} after ${seen} lines, before the kill. ${errors()}`)
}

async function runToTheEnd(options: KillLoopOptions): Promise<RunReport> {
  const child = startRun(options)
  const exited = once(child, 'exit')
  const errors = collect(child)
  let last = ''
  for await (const line of createInterface({ input: child.stdout! })) last = line
  const [code] = await exited
  if (code !== 0) throw new Error(`The last run ended with ${code}. ${errors()}`)
  return JSON.parse(last) as RunReport
}

function startRun(options: KillLoopOptions): ChildProcess {
  const { file, dataDirectory } = options
  const run = [
    'run',
    file,
    '--data',
    dataDirectory,
    '--until-idle',
    '2s',
    '--report',
    'json',
    ...(options.arguments ?? []),
  ]
  return spawn(process.execPath, ['--disable-warning=ExperimentalWarning', commandLine, ...run], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

function collect(child: ChildProcess): () => string {
  let text = ''
  child.stderr?.on('data', (chunk) => {
    text = (text + String(chunk)).slice(-2000)
  })
  return () => text
}
