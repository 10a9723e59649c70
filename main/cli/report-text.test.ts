import { describe, expect, it } from 'vitest'
import { emptyLedger } from '../../shared/run/ledger.ts'
import type { RunReport } from '../../shared/run/metrics.ts'
import { formatReport } from './report-text.ts'

const report: RunReport = {
  pipeline: 'orders',
  durationMs: 2340,
  ledger: { ...emptyLedger, received: 1500, delivered: 1400, dropped: 100, balanced: true },
  nodes: {
    read: { in: 1500, out: { out: 1500 }, errors: 0, dropped: {}, p50Ms: 0.04, p99Ms: 12.25 },
    keep: { in: 1500, out: { out: 1400 }, errors: 2, dropped: { filter: 100 }, p50Ms: null, p99Ms: null },
  },
  topics: { 'persistent://public/default/out': 1400 },
  exit: 0,
}

describe('A report for people', () => {
  it('says how it ended, where the messages went, and what each node and topic had', () => {
    expect(formatReport(report)).toBe(
      [
        'orders finished after 2.3 s.',
        '1,500 received: 1,400 delivered, 100 dropped.',
        '',
        'node     in    out  errors  dropped  p50 ms  p99 ms',
        'read  1,500  1,500       0        0     0.0    12.3',
        'keep  1,500  1,400       2      100',
        '',
        'topic                            written',
        'persistent://public/default/out    1,400',
        '',
      ].join('\n'),
    )
  })

  it('gives the reason of a failure, and says when the ledger is wrong', () => {
    const text = formatReport({
      ...report,
      failure: { code: 'SLUICE-TEST', message: 'Node keep stopped it.' },
      ledger: { ...report.ledger, balanced: false },
      nodes: {},
      topics: {},
      exit: 1,
    })
    expect(text.split('\n').slice(0, 2)).toEqual(['orders failed after 2.3 s.', 'Node keep stopped it.'])
    expect(text).toContain('does not balance')
  })
})
