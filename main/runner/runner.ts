import { randomUUID } from 'node:crypto'
import type { Diagnostic } from '../../shared/graph/diagnostic.ts'
import { prepareDocument } from '../../shared/graph/prepare.ts'
import type { GraphDocument } from '../../shared/graph/schema.ts'
import type { StartedRun } from '../../shared/ipc/engine-process-contract.ts'
import { fail, toFailure } from '../../shared/ipc/failure.ts'
import { operatorSpecs } from '../../shared/operators/specs.ts'
import { openEmbeddedBroker } from '../brokers/embedded/embedded-broker.ts'
import { openBroker } from '../brokers/open-broker.ts'
import { startPipeline } from '../engine/kernel.ts'
import type { Pipeline } from '../engine/pipeline.ts'
import type { BrokerLease, EnginePorts, Logger, StateStore } from '../engine/ports.ts'
import { createWorld } from '../world/world.ts'
import { createBrokerLeases, readConnection } from './broker-leases.ts'
import { widenInlining } from './compiler-budget.ts'
import { createDiagnoses, type Diagnoses } from './diagnose.ts'
import { nodeClock } from './node-clock.ts'
import { nodeTextCodec } from './node-text-codec.ts'
import { beginRun, isOver, type Run } from './run.ts'
import { createRunLog, type RunLog } from './run-log.ts'
import { openStateOf } from './run-state.ts'
import { createTails, type Tails } from './tail.ts'

export interface RunnerOptions {
  /** Where the embedded broker keeps its messages and pipelines their states; null or absent for in memory, gone with the process. */
  readonly dataDirectory?: string | null
  /** Folders whose files pipelines may use; relative paths start at the first. */
  readonly folders: readonly string[]
  readonly log: Logger
  /** Where `console` sinks write; one line without its end. */
  readonly console: (line: string, runId: string) => void
  /** For `${NAME}`, and for `${secret:NAME}` where `secrets` has none. */
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Asked at each start and each connection. */
  readonly secrets?: () => Readonly<Record<string, string>>
  /** Messages of each wire kept for those who look at it later; 0 when nobody will. */
  readonly remember: number
}

/** Engine, brokers and runs of one process. */
export interface Runner {
  /** Every run that has not been forgotten, oldest first. */
  readonly runs: readonly Run[]
  readonly log: RunLog
  /** Checks and starts. Throws `SLUICE-CHECK-FAILED` with all findings when the document has errors. */
  start(document: GraphDocument, parameters: Readonly<Record<string, string>>, runId?: string): Run
  /** Throws `SLUICE-RUN-UNKNOWN`. */
  run(runId: string): Run
  /** The broker behind a connection as it stands in a document. */
  lease(connection: unknown): Promise<BrokerLease>
  readonly tails: Tails
  readonly diagnoses: Diagnoses
  /** Called with all runs that have not ended, at once and after each change. Returns the way to stop. */
  watchStarted(listener: (runs: readonly StartedRun[]) => void): () => void
  /** Drains every run, ends every tail, then closes every broker. */
  close(): Promise<void>
}

/** Ended runs kept for their reports. */
const endedRunsKept = 10

export function createRunner(options: RunnerOptions): Runner {
  widenInlining()
  const { environment } = options
  const values = () => ({ environment, secrets: { ...environment, ...options.secrets?.() } })
  const log = createRunLog(options.log)
  const runs = new Map<string, Run>()
  const startedListeners = new Set<(runs: readonly StartedRun[]) => void>()
  const leases = createBrokerLeases((connection) =>
    openBroker(connection, {
      embedded: () => openEmbeddedBroker({ directory: options.dataDirectory ?? undefined, clock: nodeClock }),
      log,
    }),
  )

  const lease = (connection: unknown) => leases.lease(readConnection(connection, values()))
  const tails = createTails(lease, log)
  const diagnoses = createDiagnoses({ lease: (connection) => leases.lease(connection), values })

  function start(document: GraphDocument, parameters: Readonly<Record<string, string>>, given?: string): Run {
    const prepared = prepareDocument(document, operatorSpecs, { set: parameters, ...values() })
    if (prepared.document === null) throw checkFailed(prepared.diagnostics)
    const ready = prepared.document
    const runId = given ?? `${document.id}-${randomUUID().slice(0, 8)}`
    const run = beginRun({ runId, document, parameters }, () => startPrepared(ready, runId), options.remember)
    runs.set(runId, run)
    tellStarted()
    void run.ended.then(() => {
      forgetOldest()
      tellStarted()
    })
    return run
  }

  /** The run closes its state; when there is no run, nobody else would. */
  async function startPrepared(document: GraphDocument, runId: string): Promise<Pipeline> {
    const state = await openStateOf(document, options.dataDirectory ?? null, log.ofRun(runId))
    try {
      return await startPipeline(document, enginePorts(document, runId, state), { runId })
    } catch (error) {
      await state?.close()
      throw error
    }
  }

  function enginePorts(document: GraphDocument, runId: string, state: StateStore | null): EnginePorts {
    return {
      clock: nodeClock,
      random: Math.random,
      text: nodeTextCodec,
      log: log.ofRun(runId),
      console: (line) => options.console(line, runId),
      ...createWorld({ pipeline: document.id, folders: options.folders, state }),
      openBroker: (name) => leases.lease(document.connections[name]!),
    }
  }

  function forgetOldest(): void {
    const ended = [...runs.values()].filter(isOver)
    for (const run of ended.slice(0, -endedRunsKept)) runs.delete(run.started.runId)
  }

  function listStarted(): StartedRun[] {
    return [...runs.values()].filter((run) => !isOver(run)).map((run) => run.started)
  }

  function tellStarted(): void {
    const started = listStarted()
    for (const listener of startedListeners) listener(started)
  }

  return {
    get runs() {
      return [...runs.values()]
    },
    log,
    start,
    run: (runId) => {
      const run = runs.get(runId)
      if (run === undefined) throw fail('SLUICE-RUN-UNKNOWN', `There is no run ${runId}. It may have ended long ago.`)
      return run
    },
    lease,
    tails,
    diagnoses,
    watchStarted: (listener) => {
      startedListeners.add(listener)
      listener(listStarted())
      return () => startedListeners.delete(listener)
    },
    close: async () => {
      const open = [...runs.values()].filter((run) => !isOver(run))
      await Promise.all(open.map((run) => run.drain().catch((error) => log.error(toFailure(error).message))))
      diagnoses.close()
      await tails.close()
      await leases.close()
    },
  }
}

function checkFailed(diagnostics: readonly Diagnostic[]) {
  const errors = diagnostics.filter((found) => found.severity === 'error')
  const [first] = errors
  const more = errors.length > 1 ? ` And ${errors.length - 1} more.` : ''
  return fail('SLUICE-CHECK-FAILED', `The pipeline has errors and was not started. ${first?.message ?? ''}${more}`, {
    detail: { diagnostics },
  })
}
