import { dirname, resolve } from 'node:path'
import type { Diagnostic } from '../../shared/graph/diagnostic.ts'
import { overrideConnection } from '../../shared/graph/parameters.ts'
import { prepareDocument } from '../../shared/graph/prepare.ts'
import type { GraphDocument } from '../../shared/graph/schema.ts'
import { toFailure } from '../../shared/ipc/failure.ts'
import { operatorSpecs } from '../../shared/operators/specs.ts'
import type { RunReport } from '../../shared/run/metrics.ts'
import type { Pipeline } from '../engine/pipeline.ts'
import { exitCodes } from '../runner/exit-codes.ts'
import { reportOfFailedStart } from '../runner/report.ts'
import type { Run } from '../runner/run.ts'
import { createRunner, type Runner } from '../runner/runner.ts'
import { locateAll } from './check.ts'
import { createCliLog } from './cli-log.ts'
import { CommandEnd } from './command-end.ts'
import { formatDiagnosticsAsText } from './format/text.ts'
import type { ListenAddress } from './option-values.ts'
import { type PipelineFile, readPipelineFile } from './pipeline-file.ts'
import { type EndCondition, untilEnd, watchPipeline } from './run-end.ts'
import { serveRunMetrics } from './run-metrics.ts'
import { onStopRequest } from './stop-requests.ts'
import { requireTrust } from './trust.ts'
import { runInWorkers } from './workers/run-workers.ts'
import { shareOut } from './workers/share-out.ts'

export interface RunFileOptions extends EndCondition {
  readonly set?: Readonly<Record<string, string>>
  readonly connection?: Readonly<Record<string, string>>
  readonly data?: string
  readonly metrics?: ListenAddress
  /** Processes that share the work; absent for this one alone. */
  readonly workers?: number
  /** Code steps of this file may run, now and later. */
  readonly trust?: boolean
}

/** Runs a pipeline file to its end. A file that is not fit to run ends the command with every problem on stderr. */
export async function runFile(file: string, options: RunFileOptions): Promise<RunReport> {
  const read = await readPipelineFile(file)
  const document = read.diagnostics ? refuse(file, read, read.diagnostics) : connectTo(file, read, options.connection)
  await requireTrust(document, options.trust === true)
  if (options.workers !== undefined) return runShared(file, read, document, options.workers, options)
  const log = createCliLog()
  let counted: Pipeline | null = null
  const metrics = options.metrics && (await serveRunMetrics(() => counted?.snapshot() ?? null, options.metrics, log))
  const runner = createRunner({
    folders: [dirname(resolve(file))],
    dataDirectory: options.data ?? null,
    log,
    console: (line) => process.stdout.write(`${line}\n`),
    environment: process.env,
    remember: 0,
  })
  try {
    const run = startOrRefuse(runner, document, file, read, options.set)
    run.running.then(
      (pipeline) => {
        counted = pipeline
      },
      () => {},
    )
    return await runToItsEnd(run, options)
  } finally {
    metrics?.close()
    await runner.close()
  }
}

/** The same in several processes, unless something in the pipeline wants to be alone. */
function runShared(
  file: string,
  read: PipelineFile,
  document: GraphDocument,
  workers: number,
  options: RunFileOptions,
): Promise<RunReport> {
  const values = { set: options.set ?? {}, environment: process.env, secrets: process.env }
  const prepared = prepareDocument(document, operatorSpecs, values)
  if (prepared.document === null) refuse(file, read, prepared.diagnostics)
  const outcome = shareOut(document, prepared.document)
  if ('problems' in outcome) refuse(file, read, outcome.problems)
  return runInWorkers(file, workers, outcome.shares, options)
}

async function runToItsEnd(run: Run, options: RunFileOptions): Promise<RunReport> {
  const startedAt = Date.now()
  const stopAsked = watchForStop(run)
  try {
    const pipeline = await run.running
    await Promise.race([untilEnd(watchPipeline(pipeline), options), stopAsked, run.ended])
    return await run.drain()
  } catch (error) {
    return reportOfFailedStart(run.started.document.id, Date.now() - startedAt, toFailure(error))
  }
}

/** Resolves on the first signal; the second stops without draining, the third leaves everything as it is. */
function watchForStop(run: Run): Promise<void> {
  return new Promise((resolve) => {
    onStopRequest((request) => {
      if (request === 1) return resolve()
      if (request > 2) process.exit(exitCodes.drainTimedOut)
      run.stop().catch(() => {})
    })
  })
}

/** The document with the connections of the command line in place of its own. */
function connectTo(file: string, read: PipelineFile, connections: RunFileOptions['connection'] = {}): GraphDocument {
  return Object.entries(connections).reduce<GraphDocument>((document, [name, url]) => {
    const replaced = overrideConnection(document, name, url)
    return replaced.document ?? refuse(file, read, replaced.diagnostics)
  }, read.document!)
}

function startOrRefuse(
  runner: Runner,
  document: GraphDocument,
  file: string,
  read: PipelineFile,
  parameters: RunFileOptions['set'] = {},
): Run {
  try {
    return runner.start(document, parameters)
  } catch (error) {
    const { code, detail } = toFailure(error)
    if (code === 'SLUICE-CHECK-FAILED') refuse(file, read, detail?.diagnostics as Diagnostic[])
    throw error
  }
}

/** Lists every problem with its place, and ends the command. */
function refuse(file: string, { text }: PipelineFile, diagnostics: readonly Diagnostic[]): never {
  const located = text === null ? diagnostics : locateAll(diagnostics, text)
  process.stderr.write(formatDiagnosticsAsText([{ file, diagnostics: located }]))
  throw new CommandEnd(exitCodes.badUsage)
}
