import { describe, expect, test } from 'vitest'
import { documentSchema, type GraphDocument } from '../../../shared/graph/schema.ts'
import { findSpec } from '../../../shared/operators/specs.ts'
import type { NodeMetrics } from '../../../shared/run/metrics.ts'
import { choosePolicy, errorRouteOf, outcomeWords, routeWords } from './error-route.ts'
import { guaranteeAt } from './guarantee.ts'

const wired = documentSchema.parse({
  format: 'sluice/1',
  id: 'orders',
  name: 'Orders',
  nodes: [
    { id: 'read', operator: 'pulsar-source', name: 'Read orders', config: {} },
    { id: 'large', operator: 'branch', name: 'Large order?', config: {} },
    { id: 'dead', operator: 'error-message', name: 'Dead letters' },
  ],
  edges: [
    { from: 'read.out', to: 'large.in' },
    { from: 'large.errors', to: 'dead.in' },
  ],
})
const unwired: GraphDocument = { ...wired, edges: wired.edges.slice(0, 1) }
const large = wired.nodes[1]!

function metrics(rest: Partial<NodeMetrics>): NodeMetrics {
  return { in: 0, out: {}, errors: 0, dropped: {}, p50Ms: null, p99Ms: null, activity: 'idle', depth: 0, ...rest }
}

describe('where failed messages go', () => {
  test('by the port when it is wired, whatever else is set', () => {
    const route = errorRouteOf(wired, { ...large, onError: 'drop' }, findSpec)
    expect(route).toEqual({ kind: 'port', edges: ['large.errors>dead.in'], targets: ['Dead letters'] })
    expect(routeWords(route, wired)).toBe('Failed messages leave by the errors port, wired to Dead letters.')
  })

  test('by the step’s own choice, else by the pipeline’s settings', () => {
    expect(errorRouteOf(unwired, { ...large, onError: 'drop' }, findSpec)).toEqual({ kind: 'drop', isInherited: false })
    expect(routeWords(errorRouteOf(unwired, large, findSpec), unwired)).toMatch(/stops the pipeline.*settings say so/)
  })

  test('a policy that is chosen takes the wire away, so that it holds', () => {
    const draft = structuredClone(wired)
    choosePolicy('large', 'stop').change(draft)
    expect(errorRouteOf(draft, draft.nodes[1]!, findSpec)).toEqual({ kind: 'stop', isInherited: false })
  })

  test('is told with figures once there are any', () => {
    const route = errorRouteOf(wired, large, findSpec)
    expect(outcomeWords(route, metrics({ in: 12_471, errors: 3 }))).toBe(
      '3 of 12,471 took the errors port, wired to Dead letters. Holds 0 messages.',
    )
    expect(outcomeWords(route, metrics({ in: 5, depth: 1 }))).toBe('None of 5 failed. Holds 1 message.')
    expect(
      outcomeWords(errorRouteOf(unwired, { ...large, onError: 'drop' }, findSpec), metrics({ in: 9, errors: 2 })),
    ).toMatch(/^2 of 9 failed and were dropped\./)
  })
})

describe('the guarantee at a step', () => {
  const withSource = (config: Record<string, unknown>) => ({
    ...wired,
    nodes: wired.nodes.map((node) => (node.id === 'read' ? { ...node, config } : node)),
  })

  test('is at least once and ordered by key', () => {
    expect(guaranteeAt(wired, 'large', findSpec)).toEqual({ words: 'At least once, ordered by key.', reason: null })
  })

  test('is without order below a shared subscription, also when a preset makes it shared', () => {
    expect(guaranteeAt(withSource({ consumer: { consumerType: 'Shared' } }), 'dead', findSpec)).toMatchObject({
      words: 'At least once.',
      reason: expect.stringContaining('Read orders'),
    })
    expect(guaranteeAt(withSource({ preset: 'high-throughput' }), 'large', findSpec).words).toBe('At least once.')
  })

  test('is at most once when the settings say so', () => {
    const weak = { ...wired, settings: { ...wired.settings, delivery: 'at-most-once' as const } }
    expect(guaranteeAt(weak, 'large', findSpec).words).toBe('At most once.')
  })
})
