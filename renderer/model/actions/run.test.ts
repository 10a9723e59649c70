import { describe, expect, it, vi } from 'vitest'
import { fail } from '../../../shared/ipc/failure.ts'
import { emptyLedger } from '../../../shared/run/ledger.ts'
import type { RunReport, RunSnapshot } from '../../../shared/run/metrics.ts'
import { renameNode, setConfig } from '../commands/nodes.ts'
import { phaseOf } from '../run-store.ts'
import { drawing } from '../testing/drawings.ts'
import { runStatus, snapshot } from '../testing/snapshots.ts'
import { testSession } from '../testing/test-session.ts'
import { runsTheSame } from './run.ts'

const document = drawing({ feed: 'generator', end: 'discard' }, ['feed>end'])
const report: RunReport = {
  pipeline: 'drawing',
  durationMs: 5,
  ledger: { ...emptyLedger, balanced: true },
  nodes: {},
  topics: {},
  exit: 0,
}

function engineThat(snapshots: RunSnapshot[] = []) {
  const ended = snapshot(9_000, { status: { ...runStatus, state: 'drained', endedAt: 8_000 } })
  return {
    engine: {
      start: async () => runStatus,
      drain: async () => report,
      snapshot: async () => ended,
      runs: async () => [runStatus],
    },
    engineStreams: {
      watch: (_: unknown, sink: { event(event: RunSnapshot): void }) => {
        for (const one of snapshots) sink.event(one)
        return () => {}
      },
    },
  }
}

describe('running', () => {
  it('follows the run from the click to its end', async () => {
    const { actions, runs, counters } = await testSession(
      document,
      engineThat([snapshot(2_000, { edges: { 'feed.out>end.in': 7 } })]),
    )
    await actions.run()
    await vi.waitFor(() => expect(counters.edgeTotal('feed.out>end.in')).toBe(7))
    expect(phaseOf(runs.getState())).toBe('running')
    await actions.drain()
    expect(phaseOf(runs.getState())).toBe('drained')
    expect(runs.getState().report).toEqual(report)
  })

  describe('a pipeline that nobody here has agreed to run', () => {
    const granted = [{ id: 'own', name: 'Own code', grants: ['code' as const] }]

    async function askedSession() {
      const start = vi.fn(async () => runStatus)
      const giveTrust = vi.fn(async () => ({}))
      const workspace = { trust: async () => ({ trusted: false, granted }), giveTrust }
      const session = await testSession(document, {
        ...engineThat(),
        engine: { ...engineThat().engine, start },
        workspace,
      })
      const running = session.actions.run()
      await vi.waitFor(() => expect(session.trust.getState().question?.granted).toEqual(granted))
      return { ...session, running, start, giveTrust, answer: session.trust.getState().answer }
    }

    it('runs when the answer is yes, which is remembered', async () => {
      const { answer, running, start, giveTrust, trust } = await askedSession()
      expect(start).not.toHaveBeenCalled()
      answer('folder')
      await running
      expect(giveTrust).toHaveBeenCalledWith({ document, extent: 'folder' })
      expect(start).toHaveBeenCalledTimes(1)
      expect(trust.getState().question).toBeNull()
    })

    it('does not run when the answer is no', async () => {
      const { answer, running, start, giveTrust, runs } = await askedSession()
      answer(null)
      await running
      expect([start, giveTrust].map((call) => call.mock.calls.length)).toEqual([0, 0])
      expect(phaseOf(runs.getState())).toBe('draft')
    })
  })

  it('is refused while there are problems, and shows their list', async () => {
    const start = vi.fn()
    const problem = { code: 'SLUICE-X', severity: 'error', message: 'Wrong.', place: {} } as const
    const { actions, view, runs, told } = await testSession(document, { engine: { start } }, () => [problem])
    await actions.run()
    expect(start).not.toHaveBeenCalled()
    expect(view.getState().dockTab).toBe('problems')
    expect(told()[0]).toMatch('problems')
    expect(phaseOf(runs.getState())).toBe('draft')
  })

  it('says why the engine did not start it', async () => {
    const start = async () => {
      throw fail('SLUICE-BROKER-AWAY', 'The broker does not answer.')
    }
    const { actions, runs, told } = await testSession(document, { engine: { start } })
    await actions.run()
    expect(told()).toEqual(['The broker does not answer.'])
    expect(phaseOf(runs.getState())).toBe('draft')
  })

  it('lists what only the engine could find, such as a secret that is not set', async () => {
    const problem = { code: 'SLUICE-SECRET-MISSING', severity: 'error', message: 'Not set.', place: {} } as const
    const start = async () => {
      throw fail('SLUICE-CHECK-FAILED', 'Not started.', { detail: { diagnostics: [problem] } })
    }
    const { actions, diagnostics, view } = await testSession(document, { engine: { start } })
    await actions.run()
    expect(diagnostics.getState().diagnostics).toEqual([problem])
    expect(view.getState().dockTab).toBe('problems')
  })

  it('says why it failed', async () => {
    const failure = { code: 'SLUICE-X', message: 'Step "end" gave up.', nodeId: 'end' }
    const { actions, runs, told } = await testSession(
      document,
      engineThat([snapshot(2_000, { status: { ...runStatus, state: 'failed', failure } })]),
    )
    await actions.run()
    await vi.waitFor(() => expect(phaseOf(runs.getState())).toBe('failed'))
    expect(told()).toEqual(['Step "end" gave up.'])
  })

  it('finds a run again that went on while the page was away', async () => {
    const { actions, runs } = await testSession(document, engineThat())
    await actions.resume()
    expect(runs.getState().status?.runId).toBe('run-1')
  })

  it('starts once, however often Run is pressed while the drawing is checked', async () => {
    const start = vi.fn(async () => runStatus)
    const { actions } = await testSession(document, { ...engineThat(), engine: { start } })
    await Promise.all([actions.run(), actions.run()])
    expect(start).toHaveBeenCalledTimes(1)
  })

  it('does not show a run that started late in the pipeline that was opened meanwhile', async () => {
    const { promise, resolve } = Promise.withResolvers<typeof runStatus>()
    const start = vi.fn(() => promise)
    const { actions, runs } = await testSession(document, { ...engineThat(), engine: { start } })
    const running = actions.run()
    await vi.waitFor(() => expect(start).toHaveBeenCalled())
    actions.newPipeline()
    resolve(runStatus)
    await running
    expect(phaseOf(runs.getState())).toBe('draft')
  })

  it('does not find a run again for a pipeline that was left before the engine answered', async () => {
    const { promise, resolve } = Promise.withResolvers<(typeof runStatus)[]>()
    const { actions, runs } = await testSession(document, { ...engineThat(), engine: { runs: () => promise } })
    const resuming = actions.resume()
    actions.newPipeline()
    resolve([runStatus])
    await resuming
    expect(runs.getState().status).toBeNull()
  })

  it('starts nothing in the pipeline that was opened while the last run drained', async () => {
    const { promise, resolve } = Promise.withResolvers<RunReport>()
    const home = engineThat()
    const start = vi.fn(async () => runStatus)
    const { actions, runs } = await testSession(document, {
      ...home,
      engine: { ...home.engine, start, drain: () => promise },
    })
    await actions.run()
    const applying = actions.applyDraft()
    actions.newPipeline()
    resolve(report)
    await applying
    expect(start).toHaveBeenCalledTimes(1)
    expect(runs.getState().report).toBeNull()
  })

  it('never puts an edit into what already runs', async () => {
    const { actions, runs, documents } = await testSession(document, engineThat())
    await actions.run()
    documents.getState().apply(setConfig('feed', ['count'], 5))
    expect(runs.getState().document).toBe(document)
    expect(runsTheSame(runs.getState().document!, documents.getState().document)).toBe(false)
  })
})

it('tells a drawing that runs the same from one that does not', async () => {
  const { documents } = await testSession(document)
  documents.getState().apply(renameNode('feed', 'Other'))
  expect(runsTheSame(document, documents.getState().document)).toBe(false)
  documents.getState().undo()
  expect(runsTheSame(document, documents.getState().document)).toBe(true)
})
