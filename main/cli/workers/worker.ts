import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { GraphDocument } from '../../../shared/graph/schema.ts'
import { connect } from '../../../shared/ipc/channel.ts'
import { type Failure, toFailure } from '../../../shared/ipc/failure.ts'
import { nodeChannelTransport } from '../../../shared/ipc/process-port.ts'
import type { RunSnapshot } from '../../../shared/run/metrics.ts'
import { hasEnded } from '../../../shared/run/status.ts'
import { passOnLines } from './pass-on-lines.ts'
import { type Progress, workerContract } from './worker-contract.ts'

const entry = fileURLToPath(new URL('worker-entry.ts', import.meta.url))

/** A worker whose run has ended has little left to do. */
const closeLimitMs = 10_000

/** A process that runs its share of a pipeline. */
export interface Worker {
  /** Undefined when the process could not be started. */
  readonly pid: number | undefined
  /** Null before the first. */
  readonly progress: Progress | null
  /** Resolves when it runs, or has ended because it cannot. Called once; never rejects. */
  start(document: GraphDocument, parameters: Readonly<Record<string, string>>): Promise<void>
  /** What a worker is told that has nothing to run is lost. */
  drain(): void
  stop(): void
  kill(): void
  /** Resolves when its run has ended, or could not start, or its process is gone; never rejects. */
  readonly ended: Promise<WorkerEnd>
  /** Lets the process go. Resolves when it is gone and all it printed has been passed on. */
  close(): Promise<void>
}

export interface WorkerEnd {
  /** The last that was heard of it; when its process died, of a run that had not ended. Null when it never ran. */
  readonly snapshot: RunSnapshot | null
  /** Why it failed, gave up or died, naming the worker. */
  readonly failure: Failure | null
}

/** Starts the process. What its pipeline prints goes to this process's stdout, line by line; its log to stderr. */
export function launchWorker(number: number, count: number, folder: string): Worker {
  const child = fork(entry, [`${number}`, folder], {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  })
  const name = `Worker ${number} of ${count} (process ${child.pid ?? 'none'})`
  const gone = new Promise<string>((resolve) => {
    child.on('exit', (code, signal) =>
      resolve(signal === null ? `ended by itself with ${code}` : `was ended by ${signal}`),
    )
    child.on('error', (error) => resolve(`could not be started: ${error.message}`))
  })
  const printed = passOnLines(child.stdout!)
  const transport = nodeChannelTransport(child)
  const client = connect(workerContract, transport)
  const ended = Promise.withResolvers<WorkerEnd>()
  let progress: Progress | null = null

  async function end(failure: Failure | undefined): Promise<void> {
    const snapshot = progress?.snapshot ?? null
    if (snapshot !== null && hasEnded(snapshot.status.state)) {
      ended.resolve({ snapshot, failure: named(snapshot.status.failure) })
    } else if (failure?.code === 'SLUICE-PEER-GONE') {
      // The channel breaks first; why, is known when the process is gone.
      const message = `${name} ${await gone}. The others were drained; what it had not acknowledged comes again.`
      ended.resolve({ snapshot, failure: { code: 'SLUICE-WORKER-DIED', message } })
    } else {
      ended.resolve({ snapshot, failure: named(failure) })
    }
  }

  function named(failure: Failure | undefined): Failure | null {
    return failure === undefined ? null : { ...failure, message: `${name}: ${failure.message}` }
  }

  return {
    pid: child.pid,
    get progress() {
      return progress
    },
    start: async (document, parameters) => {
      try {
        await client.call('start', { document, parameters: { ...parameters } })
      } catch (error) {
        return end(toFailure(error))
      }
      const event = (heard: Progress) => {
        progress = heard
      }
      client.open('progress', {}, { event, end: (failure) => void end(failure) })
    },
    drain: () => void client.call('drain', {}).catch(() => {}),
    stop: () => void client.call('stop', {}).catch(() => {}),
    kill: () => void child.kill('SIGKILL'),
    ended: ended.promise,
    close: async () => {
      transport.close()
      const timer = setTimeout(() => child.kill('SIGKILL'), closeLimitMs)
      await Promise.all([gone, printed])
      clearTimeout(timer)
    },
  }
}
