import { serve } from '../../../shared/ipc/channel.ts'
import type { StreamSink } from '../../../shared/ipc/contract.ts'
import { fail } from '../../../shared/ipc/failure.ts'
import { nodeChannelTransport } from '../../../shared/ipc/process-port.ts'
import type { RunSnapshot } from '../../../shared/run/metrics.ts'
import type { Pipeline } from '../../engine/pipeline.ts'
import { exitCodes } from '../../runner/exit-codes.ts'
import type { Run } from '../../runner/run.ts'
import { createRunner } from '../../runner/runner.ts'
import { createCliLog } from '../cli-log.ts'
import { type Progress, workerContract } from './worker-contract.ts'

/**
 * One process of `sluice run --workers`: `worker-entry.ts NUMBER FOLDER`, forked by it. It stays when its run has ended, until the channel
 * to its parent closes; then it drains what still runs and ends. SIGTERM drains it, SIGINT is its parent's: a terminal sends it to all.
 */
const [number = '', folder = '.'] = process.argv.slice(2)
const progressPerSecond = 10

const log = createCliLog(`worker ${number}`)
const runner = createRunner({
  folders: [folder],
  log,
  console: (line) => process.stdout.write(`${line}\n`),
  environment: process.env,
  remember: 0,
})
let run: Run | null = null
let pipeline: Pipeline | null = null

/** Not waited for: it may take long, and what becomes of it is seen in the progress. A run that is still starting ends when it has. */
function end(how: 'drain' | 'stop'): Record<string, never> {
  // Why it could not start is the answer to `start`.
  run?.[how]().catch(() => {})
  return {}
}

function follow(sink: StreamSink<Progress>): () => void {
  if (run === null || pipeline === null) throw fail('SLUICE-RUN-NOT-STARTED', 'This worker has nothing to run.')
  const followed = pipeline
  const snapshot = (at: RunSnapshot) =>
    sink.event({ snapshot: at, lastActivity: followed.lastActivity(), isExhausted: followed.isExhausted() })
  return run.watch({ snapshot, end: sink.end }, progressPerSecond)
}

serve(
  workerContract,
  {
    calls: {
      start: async ({ document, parameters }) => {
        run = runner.start(document, parameters)
        pipeline = await run.running
        return {}
      },
      drain: () => end('drain'),
      stop: () => end('stop'),
    },
    streams: {
      progress: (_params, sink) => follow(sink),
    },
  },
  nodeChannelTransport(process),
)

process.on('SIGINT', () => {})
process.on('SIGTERM', () => end('drain'))
// Nobody reads what the pipeline prints any more; its work goes on.
process.stdout.on('error', () => {})
process.on('uncaughtException', (error) => {
  log.error(`The worker met a defect and ends: ${error.message}`)
  process.exit(exitCodes.failed)
})
process.on('disconnect', () => {
  void runner.close().finally(() => process.stdout.write('', () => process.exit(exitCodes.done)))
})
