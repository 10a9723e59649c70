import { serve } from '../../shared/ipc/channel.ts'
import type { Transport } from '../../shared/ipc/contract.ts'
import { engineContract } from '../../shared/ipc/engine-contract.ts'
import { engineProcessContract, type StartedRun } from '../../shared/ipc/engine-process-contract.ts'
import { toFailure } from '../../shared/ipc/failure.ts'
import { type MessagePortLike, messagePortTransport, nodeChannelTransport } from '../../shared/ipc/process-port.ts'
import type { Logger } from '../engine/ports.ts'
import { engineHandlers } from './engine-handlers.ts'
import { createRunner } from './runner.ts'

/**
 * The engine process: `entry.ts --data DIR --folder WORKSPACE`, started by a fork or as Electron's utility process. It drains and exits with 0
 * when it is told to end, on SIGTERM, and when its parent is gone. SIGINT is its parent's to handle: a terminal sends it to both.
 */
const messagesRemembered = 100

const log: Logger = {
  info: () => {},
  warn: (message) => process.stderr.write(`${message}\n`),
  error: (message) => process.stderr.write(`${message}\n`),
}

let secrets: Readonly<Record<string, string>> = {}
const transport = openParentTransport()
const runner = createRunner({
  dataDirectory: readOption(process.argv, '--data'),
  folders: [readOption(process.argv, '--folder') ?? []].flat(),
  log,
  console: (line, runId) => runner.log.ofRun(runId).info(line),
  environment: process.env,
  secrets: () => secrets,
  remember: messagesRemembered,
})

serve(engineContract, engineHandlers(runner), transport)
serve(
  engineProcessContract,
  {
    calls: {
      ping: () => ({}),
      secrets: ({ values }) => {
        secrets = values
        return {}
      },
      resume: ({ runs }) => {
        for (const run of runs) resume(run)
        return {}
      },
      end: () => {
        setImmediate(end)
        return {}
      },
    },
    streams: { started: (_params, sink) => runner.watchStarted((runs) => sink.event([...runs])) },
  },
  transport,
)

process.on('SIGTERM', end)
process.on('SIGINT', () => {})
process.on('disconnect', end)
process.on('uncaughtException', (error) => {
  log.error(`The engine met a defect and stops: ${error.message}`)
  process.exit(1)
})

let ending = false

function end(): void {
  if (ending) return
  ending = true
  void runner.close().finally(() => process.exit(0))
}

/** Starts a run again. The supervisor does not wait for it; what goes wrong is in the log. */
function resume({ runId, document, parameters }: StartedRun): void {
  const explain = (error: unknown) =>
    runner.log.error(`The pipeline ${document.name} could not be started again: ${toFailure(error).message}`)
  try {
    runner.start(document, parameters, runId).running.catch(explain)
  } catch (error) {
    explain(error)
  }
}

function openParentTransport(): Transport {
  const { parentPort } = process as { parentPort?: MessagePortLike }
  return parentPort === undefined ? nodeChannelTransport(process) : messagePortTransport(parentPort, 'data')
}

function readOption(argv: readonly string[], name: string): string | null {
  const at = argv.indexOf(name)
  return at === -1 ? null : (argv[at + 1] ?? null)
}
