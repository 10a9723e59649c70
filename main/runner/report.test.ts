import { describe, expect, it } from 'vitest'
import { emptyLedger } from '../../shared/run/ledger.ts'
import { type RunSnapshot, runReportSchema } from '../../shared/run/metrics.ts'
import { reportOf } from './report.ts'

const snapshot: RunSnapshot = {
  status: { runId: 'r', pipeline: 'orders', state: 'drained', startedAt: 1000, endedAt: 3500 },
  at: 9999,
  ledger: { ...emptyLedger, received: 3, delivered: 2, dropped: 1 },
  sampleData: emptyLedger,
  fromState: emptyLedger,
  nodes: {
    read: { in: 3, out: { out: 3 }, errors: 0, dropped: {}, p50Ms: 1, p99Ms: 2, activity: 'idle', depth: 0 },
  },
  edges: { 'a.out>b.in': 3 },
  topics: { out: 2 },
}

describe('A report', () => {
  it('holds the counts, the duration and the balance, and nothing about wires', () => {
    const report = reportOf(snapshot)
    expect(runReportSchema.parse(report)).toEqual(report)
    expect(report).toEqual({
      pipeline: 'orders',
      durationMs: 2500,
      ledger: { ...snapshot.ledger, balanced: true },
      nodes: { read: { in: 3, out: { out: 3 }, errors: 0, dropped: {}, p50Ms: 1, p99Ms: 2 } },
      topics: { out: 2 },
      exit: 0,
    })
  })

  it('says when the ledger does not balance', () => {
    expect(reportOf({ ...snapshot, ledger: { ...snapshot.ledger, received: 4 } }).ledger.balanced).toBe(false)
  })

  it('counts sample data apart, when there was any', () => {
    expect(
      reportOf({ ...snapshot, sampleData: { ...emptyLedger, received: 1, delivered: 1 } }).sampleData,
    ).toMatchObject({
      received: 1,
      balanced: true,
    })
  })

  it.each([
    ['drained', 0],
    ['failed', 1],
    ['gave-up', 3],
  ] as const)('of a run that is %s ends the process with %i', (state, exit) => {
    const failure = { code: 'SLUICE-TEST', message: 'It broke.', nodeId: 'read', at: 5 }
    const report = reportOf({ ...snapshot, status: { ...snapshot.status, state, failure } })
    expect(report).toMatchObject({ exit, failure: { code: 'SLUICE-TEST', message: 'It broke.', nodeId: 'read' } })
  })
})
