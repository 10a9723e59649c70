import * as z from 'zod'
import { diagnosticSchema } from '../../../shared/graph/diagnostic.ts'
import type { GraphDocument } from '../../../shared/graph/schema.ts'
import type { Subscription } from '../../../shared/ipc/contract.ts'
import { type Failure, toFailure } from '../../../shared/ipc/failure.ts'
import type { RunReport, RunSnapshot } from '../../../shared/run/metrics.ts'
import { hasEnded, type RunStatus } from '../../../shared/run/status.ts'
import { errorsIn } from '../diagnostics-store.ts'
import { forgetRun, isLive } from '../run-store.ts'
import { attempt, type SessionParts } from './parts.ts'

export interface RunActions {
  /** Starts the document on screen, or shows the problems that stand in its way. */
  run(): Promise<void>
  /** Takes no more messages, lets those in flight settle, ends. */
  drain(): Promise<void>
  /** Ends at once; what is in flight goes back to the broker. */
  stop(): Promise<void>
  /** Drains what runs, then starts the draft. */
  applyDraft(): Promise<void>
  /** Forgets the run on screen without ending it; used when another document is opened. */
  leaveRun(): void
  /** Finds a run of the document that the engine already has. */
  resume(): Promise<void>
}

export function createRunActions(parts: SessionParts): RunActions {
  const { documents, runs, counters, diagnostics, view, notices, home } = parts
  let watch: Subscription | null = null

  async function run(): Promise<void> {
    if (isLive(runs.getState())) return
    parts.commitPendingEdit()
    if (errorsIn(await diagnostics.checkNow()).length > 0) return refuse()
    const { document, opened } = documents.getState()
    if (!(await isAgreedTo(document)) || isLive(runs.getState()) || documents.getState().opened !== opened) return
    view.getState().ran()
    notices.getState().clear()
    counters.reset()
    runs.setState({ status: null, starting: true, document, report: null })
    const started = await home.engine.call('start', { document }).catch(toFailure)
    // Another document may be on screen by now; this run goes on without it.
    if (documents.getState().opened !== opened) return
    if ('runId' in started) follow(started)
    else notStarted(started)
  }

  /** Asks when running the document may do something to the machine that nobody here has agreed to. */
  async function isAgreedTo(document: GraphDocument): Promise<boolean> {
    const found = await attempt(parts, () => home.workspace.call('trust', { document }))
    if (found === null || found.trusted) return found !== null
    const extent = await parts.trust.getState().ask(found.granted)
    if (extent === null) return false
    return (await attempt(parts, () => home.workspace.call('giveTrust', { document, extent }))) !== null
  }

  function refuse(): void {
    view.getState().showDock('problems')
    notices.getState().warn('These problems keep the pipeline from running.')
  }

  function notStarted(failure: Failure): void {
    runs.setState({ document: null, starting: false })
    if (failure.code === 'SLUICE-CHECK-FAILED') refuseWith(failure.detail?.diagnostics)
    else notices.getState().alarm(failure.message)
  }

  /** The engine saw what the page could not. */
  function refuseWith(findings: unknown): void {
    const found = z.array(diagnosticSchema).safeParse(findings)
    if (found.success) diagnostics.foundByEngine(found.data)
    refuse()
  }

  function follow(status: RunStatus): void {
    watch?.close()
    runs.setState({ status, starting: false })
    watch = home.engine.open('watch', { runId: status.runId }, { event: see, end: (failure) => ended(status, failure) })
  }

  function see(snapshot: RunSnapshot): void {
    const known = runs.getState().status
    if (known?.runId !== snapshot.status.runId) return
    if (known.state !== snapshot.status.state) setStatus(snapshot.status)
    counters.push(snapshot)
  }

  function ended(status: RunStatus, failure: Failure | undefined): void {
    const known = runs.getState().status
    if (known?.runId !== status.runId || hasEnded(known.state) || home.link.getState().state !== 'open') return
    if (failure) setStatus({ ...known, state: 'failed', failure })
  }

  function setStatus(status: RunStatus): void {
    runs.setState({ status })
    if (status.state === 'failed' && status.failure) notices.getState().alarm(status.failure.message)
  }

  async function end(how: 'drain' | 'stop'): Promise<RunReport | null> {
    const { status } = runs.getState()
    if (!status || hasEnded(status.state)) return null
    if (how === 'drain') runs.setState({ status: { ...status, state: 'draining' } })
    const report = await attempt(parts, () => home.engine.call(how, { runId: status.runId }))
    if (report) await finish(status, report, how)
    return report
  }

  /** The watch stream brings the last snapshot; the answer to drain may overtake it. */
  async function finish(status: RunStatus, report: RunReport, how: 'drain' | 'stop'): Promise<void> {
    const last = await home.engine.call('snapshot', { runId: status.runId }).catch(() => null)
    if (last) see(last)
    const known = runs.getState().status
    if (known?.runId !== status.runId) return
    if (!hasEnded(known.state)) {
      setStatus({ ...known, state: how === 'drain' ? 'drained' : 'gave-up', endedAt: Date.now() })
    }
    runs.setState({ report })
  }

  async function resume(): Promise<void> {
    const { document, opened } = documents.getState()
    const all = await attempt(parts, () => home.engine.call('runs', {}))
    if (documents.getState().opened !== opened) return
    const mine = all?.findLast((status) => status.pipeline === document.id && !hasEnded(status.state))
    if (mine) follow(mine)
  }

  return {
    run,
    resume,
    drain: async () => void (await end('drain')),
    stop: async () => void (await end('stop')),
    applyDraft: async () => {
      const { opened } = documents.getState()
      if ((await end('drain')) && documents.getState().opened === opened) await run()
    },
    leaveRun: () => {
      watch?.close()
      watch = null
      forgetRun(runs)
      counters.reset()
    },
  }
}

/** Whether two documents would run the same; where cards stand makes no difference. */
export function runsTheSame(a: GraphDocument, b: GraphDocument): boolean {
  const parts = ({ nodes, edges, connections, parameters, settings }: GraphDocument) =>
    JSON.stringify([nodes, edges, connections, parameters, settings])
  return a === b || parts(a) === parts(b)
}
