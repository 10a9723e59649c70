import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { guardProcess } from './process-guard.ts'

/** A process a test has started, and the ways to end it. */
export interface HelperProcess {
  readonly pid: number
  readonly child: ChildProcess
  /** Settles when the process is gone, with how it went in words; never rejects. */
  readonly exited: Promise<string>
  /** SIGTERM; SIGKILL when it is still there after `limitMs`. Settles when it is gone. */
  stop(limitMs: number): Promise<void>
  /** SIGKILL. Settles when it is gone. */
  kill(): Promise<void>
}

/**
 * Starts a program that does not keep this process alive and does not outlive it. With `folder`, that folder is
 * removed too when this process dies before the helper does. Throws when the program cannot be started.
 */
export async function startHelper(
  command: string,
  args: string[],
  options: SpawnOptions,
  folder?: string,
): Promise<HelperProcess> {
  const child = spawn(command, args, options)
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve)
    child.once('error', (error) => reject(new Error(`${command} cannot be started: ${error.message}`)))
  })
  const pid = child.pid as number
  const release = guardProcess(pid, folder)
  const exited = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => {
      release()
      resolve(signal ? `ended by ${signal}` : `exit code ${code}`)
    })
  })
  child.unref()

  async function signalAndWait(signal: 'SIGTERM' | 'SIGKILL', limitMs?: number): Promise<void> {
    child.ref()
    child.kill(signal)
    const timer = limitMs === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), limitMs)
    await exited
    clearTimeout(timer)
  }

  return {
    pid,
    child,
    exited,
    stop: (limitMs) => signalAndWait('SIGTERM', limitMs),
    kill: () => signalAndWait('SIGKILL'),
  }
}
