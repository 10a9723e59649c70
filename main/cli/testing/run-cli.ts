import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

export const commandLine = fileURLToPath(new URL('../cli.ts', import.meta.url))

/** How a command ended and what it said. */
export interface CliResult {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

/** A command that runs. */
export interface CliProcess {
  readonly child: ChildProcess
  readonly ended: Promise<CliResult>
  /** Resolves when the pattern has appeared on the stream; rejects when the command ends before. */
  sees(stream: 'stdout' | 'stderr', pattern: RegExp): Promise<RegExpExecArray>
}

/** Starts the real command line on the Node of the test. */
export function startCli(arguments_: readonly string[], environment: Record<string, string> = {}): CliProcess {
  return watch(
    spawn(process.execPath, ['--disable-warning=ExperimentalWarning', commandLine, ...arguments_], {
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    }),
  )
}

/** The same to its end. */
export function runCli(arguments_: readonly string[], environment?: Record<string, string>): Promise<CliResult> {
  return startCli(arguments_, environment).ended
}

/** Collects what a child says. */
export function watch(child: ChildProcess): CliProcess {
  const texts = { stdout: '', stderr: '' }
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream]!.on('data', (chunk) => {
      texts[stream] += String(chunk)
    })
  }
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal, ...texts }))

  async function sees(stream: 'stdout' | 'stderr', pattern: RegExp): Promise<RegExpExecArray> {
    const closed = ended.then((result) => {
      throw new Error(`The command ended before it said ${pattern}: ${JSON.stringify(result)}`)
    })
    // It also ends after it was seen, when nobody waits any more.
    closed.catch(() => {})
    for (;;) {
      const match = pattern.exec(texts[stream])
      if (match !== null) return match
      await Promise.race([once(child[stream]!, 'data'), closed])
    }
  }

  return { child, ended, sees }
}
