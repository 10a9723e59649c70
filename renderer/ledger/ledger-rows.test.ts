import { describe, expect, test } from 'vitest'
import { documentSchema } from '../../shared/graph/schema.ts'
import { findSpec } from '../../shared/operators/specs.ts'
import { emptyLedger } from '../../shared/run/ledger.ts'
import type { NodeMetrics, RunSnapshot } from '../../shared/run/metrics.ts'
import { balanceLine, nodeRows } from './ledger-rows.ts'

describe('the ledger in words', () => {
  test('adds up what is there and leaves out what is not', () => {
    expect(balanceLine({ ...emptyLedger, received: 1_000, delivered: 990, dropped: 10 })).toBe(
      '1,000 received = 990 delivered + 10 dropped',
    )
    expect(balanceLine(emptyLedger)).toBe('0 received = 0')
  })

  test('says how many are unaccounted for', () => {
    expect(balanceLine({ ...emptyLedger, received: 5, delivered: 3 })).toBe(
      '5 received = 3 delivered — 2 unaccounted for',
    )
  })
})

test('each step the run knows has a row: ports by name where there are several, drops by reason', () => {
  const document = documentSchema.parse({
    format: 'sluice/1',
    id: 'a',
    name: 'A',
    nodes: [
      { id: 'split', operator: 'branch', name: 'Large?' },
      { id: 'new', operator: 'filter' },
      { id: 'keep', operator: 'filter' },
    ],
  })
  const metrics: NodeMetrics = {
    in: 5,
    out: {},
    errors: 0,
    dropped: {},
    p50Ms: null,
    p99Ms: null,
    activity: 'idle',
    depth: 0,
  }
  const snapshot = {
    nodes: {
      split: { ...metrics, out: { trues: 2, falses: 1_234, errors: 1 }, errors: 1 },
      keep: { ...metrics, out: { out: 3 }, dropped: { filter: 2 } },
    },
  } as unknown as RunSnapshot
  expect(nodeRows(document, snapshot, findSpec)).toEqual([
    { id: 'split', name: 'Large?', cells: ['5', '2 trues · 1,234 falses', '1', '0', '0'] },
    { id: 'keep', name: 'Filter', cells: ['5', '3', '0', '2 filter', '0'] },
  ])
})
