import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { nodeChannelTransport } from '../../shared/ipc/process-port.ts'
import { type EngineExit, type EngineLauncher, engineArguments } from '../host/engine-launcher.ts'

const engineEntry = fileURLToPath(new URL('../runner/entry.ts', import.meta.url))

/** Engines as children of this process, by the same Node. What they print goes to this process's stderr. */
export function forkedEngine(workspace: string, entry: string = engineEntry): EngineLauncher {
  return {
    launch: () => {
      const child = fork(entry, engineArguments(workspace), {
        execArgv: ['--disable-warning=ExperimentalWarning'],
        stdio: ['ignore', 2, 2, 'ipc'],
      })
      const exited = new Promise<EngineExit>((resolve) => {
        child.on('exit', (code, signal) => resolve({ code, signal }))
        child.on('error', () => {
          if (child.pid === undefined) resolve({ code: null, signal: null })
        })
      })
      return { transport: nodeChannelTransport(child), exited, kill: () => void child.kill('SIGKILL') }
    },
  }
}
