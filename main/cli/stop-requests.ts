/** What the launcher tells the process it started: how many signals it has seen, and which was the last. */
interface LauncherMessage {
  readonly signals: number
  readonly signal: NodeJS.Signals
}

/** Why to stop: a signal, or `SIGPIPE` when nobody reads the output any more. */
type StopListener = (request: number, signal: NodeJS.Signals) => void

const exitCodes: Partial<Record<NodeJS.Signals, number>> = { SIGINT: 130, SIGTERM: 143, SIGPIPE: 0 }

/** Without a command that knows better, a signal ends the process as it would have without us. */
let listener: StopListener = (_request, signal) => process.exit(exitCodes[signal] ?? 1)
let ownSignals = 0
let requests = 0

/**
 * Watches SIGINT and SIGTERM, whichever way they come: to this process, or to the launcher (`bin/sluice.mjs`) that started
 * it, which passes on its count. A terminal sends Ctrl+C to both, so the larger count is the true one. When the launcher
 * is gone, that is a request too: nobody is left to end this process.
 */
export function watchStopRequests(): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      ownSignals += 1
      raiseTo(ownSignals, signal)
    })
  }
  if (process.channel === undefined || process.channel === null) return
  process.on('message', (message) => {
    const { signals, signal } = message as LauncherMessage
    raiseTo(signals, signal)
  })
  process.on('disconnect', () => raiseTo(requests + 1, 'SIGTERM'))
  process.channel.unref()
}

/** Calls back for each request to stop, counted from 1; replaces what would have happened. */
export function onStopRequest(callback: StopListener): void {
  listener = callback
}

/** A request from inside the process, because nobody reads its output. Does nothing when one was made already. */
export function requestStopOnce(): void {
  raiseTo(1, 'SIGPIPE')
}

function raiseTo(count: number, signal: NodeJS.Signals): void {
  while (requests < count) {
    requests += 1
    listener(requests, signal)
  }
}
