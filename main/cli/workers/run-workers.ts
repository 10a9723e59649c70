import { dirname, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { GraphDocument } from '../../../shared/graph/schema.ts'
import type { RunReport, RunSnapshot } from '../../../shared/run/metrics.ts'
import { exitCodes } from '../../runner/exit-codes.ts'
import { reportOf } from '../../runner/report.ts'
import { createCliLog } from '../cli-log.ts'
import type { ListenAddress } from '../option-values.ts'
import { type EndCondition, untilEnd } from '../run-end.ts'
import { serveRunMetrics } from '../run-metrics.ts'
import { onStopRequest } from '../stop-requests.ts'
import { createFleet, type Fleet } from './fleet.ts'
import type { Shares } from './share-out.ts'
import { launchWorker } from './worker.ts'

export interface WorkersOptions extends EndCondition {
  readonly set?: Readonly<Record<string, string>>
  readonly metrics?: ListenAddress
}

/** A worker that has not ended so long after its drain had to is taken for hung, and killed. */
const hungAfterMs = 10_000

/**
 * Runs a pipeline in several processes that share its subscriptions, and adds their reports up. They begin together and end together:
 * by a limit, a signal, or when one of them fails or dies, which fails the whole run.
 */
export async function runInWorkers(
  file: string,
  count: number,
  shares: Shares,
  options: WorkersOptions,
): Promise<RunReport> {
  const log = createCliLog()
  let counted: Fleet | null = null
  const metrics = options.metrics && (await serveRunMetrics(() => counted?.snapshot() ?? null, options.metrics, log))
  const folder = dirname(resolve(file))
  const workers = Array.from({ length: count }, (_, index) => launchWorker(index + 1, count, folder))
  const fleet = createFleet(workers, shares.first)
  log.info(`${count} workers share ${shares.first.id}: processes ${workers.map((worker) => worker.pid).join(', ')}.`)
  counted = fleet
  try {
    return { ...reportOf(await runFleet(fleet, shares, options)), workers: count }
  } finally {
    metrics?.close()
    await Promise.all(workers.map((worker) => worker.close()))
  }
}

async function runFleet(fleet: Fleet, shares: Shares, options: WorkersOptions): Promise<RunSnapshot> {
  const stopAsked = watchForStop(fleet)
  await fleet.start(shares, options.set ?? {})
  await Promise.race([untilEnd(fleet, options), stopAsked, fleet.firstEnded])
  fleet.drain()
  const guard = new AbortController()
  void killHung(fleet, shares.first, guard.signal)
  const total = await fleet.ended
  guard.abort()
  return total
}

/** Resolves on the first signal; the second stops without draining, the third leaves everything as it is. */
function watchForStop(fleet: Fleet): Promise<void> {
  return new Promise((resolve) => {
    onStopRequest((request) => {
      if (request === 1) return resolve()
      if (request === 2) return fleet.stop()
      fleet.kill()
      process.exit(exitCodes.drainTimedOut)
    })
  })
}

async function killHung(fleet: Fleet, { settings }: GraphDocument, signal: AbortSignal): Promise<void> {
  await sleep(settings.drainTimeoutMs + hungAfterMs, undefined, { signal }).then(
    () => fleet.kill(),
    () => {},
  )
}
