import { fail } from '../../../shared/ipc/failure.ts'
import type { Script, ScriptHost } from '../../engine/ports.ts'
import { RunningScript } from './script.ts'
import { ScriptProcess } from './script-process.ts'

/** The host of all scripts of this process, each in a child process of its own. The children end with this process, however it ends. */
export interface ProcessScriptHost extends ScriptHost {
  /** Ids of the child processes that run now. */
  readonly processes: readonly number[]
  /** Closes every script and waits until all children are gone. What is loaded later is refused. */
  close(): Promise<void>
}

/**
 * Runs users' code in child processes of this one's Node. What that holds back: an error, an endless loop, a full memory, an exit; and
 * the environment, files and processes of the machine, by Node's permission model. What it does not: the network, and code that is
 * out to break out. It is a fault boundary, not a sandbox.
 */
export function createScriptHost(): ProcessScriptHost {
  const scripts = new Set<RunningScript>()
  const loading = new Set<Promise<unknown>>()
  let closed = false

  async function load(options: Parameters<ScriptHost['load']>[0]): Promise<Script> {
    const process = await ScriptProcess.start(options)
    const script = new RunningScript(options, process, () => scripts.delete(script))
    scripts.add(script)
    if (!closed) return script
    await script.close()
    throw fail('SLUICE-STOPPED', 'The code was not loaded: everything is being closed.')
  }

  return {
    get processes() {
      return [...scripts].map((script) => script.pid).filter((pid) => pid !== undefined)
    },
    load(options) {
      const script = load(options)
      loading.add(script)
      const done = () => loading.delete(script)
      script.then(done, done)
      return script
    },
    async close() {
      closed = true
      await Promise.allSettled(loading)
      await Promise.all([...scripts].map((script) => script.close()))
    },
  }
}
