import { describe, expect, test } from 'vitest'
import type { GraphDocument } from '../../shared/graph/schema.ts'
import type { NodeMetrics } from '../../shared/run/metrics.ts'
import { emptyDocument } from '../model/document-store.ts'
import { specOf } from '../model/specs.ts'
import { type FactsOfSteps, findSteps } from './find-steps.ts'

const document: GraphDocument = {
  ...emptyDocument(),
  nodes: [
    { id: 'read', operator: 'pulsar-source', name: 'Read orders', config: { topics: ['orders', 'returns'] } },
    { id: 'large', operator: 'filter', name: 'Large ones', config: { condition: 'value.total > 100' } },
    { id: 'paid', operator: 'filter', name: '', config: { condition: 'value.state == "paid"' } },
    {
      id: 'write',
      operator: 'pulsar-sink',
      name: 'Write large',
      config: { topic: 'orders-large', connection: 'main' },
    },
    { id: 'strange', operator: 'of-tomorrow', name: 'Tomorrow', config: { deep: { list: [{ text: 'Needle' }] } } },
  ],
}

const counts = (metrics: Partial<NodeMetrics>): NodeMetrics => ({
  in: 0,
  out: {},
  errors: 0,
  dropped: {},
  p50Ms: null,
  p99Ms: null,
  activity: 'idle',
  depth: 0,
  ...metrics,
})

const running: FactsOfSteps = {
  metrics: (id) =>
    ({ large: counts({ in: 10, out: { out: 4 }, errors: 2, dropped: { filter: 4 } }), paid: counts({}) })[id],
  problems: (id) => (id === 'write' ? 1 : 0),
}

function find(query: string, facts = running): string[] {
  return findSteps({ document, specOf, facts }, query).map(({ id }) => id)
}

describe('steps are found', () => {
  test.each([
    ['by their name, in any case', 'READ', ['read']],
    ['by a part of it, those that begin so first', 'large', ['large', 'write']],
    ['by their id', 'paid', ['paid']],
    ['by their operator, those first that have no other name', 'filter', ['paid', 'large']],
    ['by any text of their settings, however deep', 'needle', ['strange']],
    ['by several words that all fit', 'write orders', ['write']],
    ['by words in quotes as they stand', '"total > 100"', ['large']],
    ['of one operator', 'operator:filter', ['large', 'paid']],
    ['of one operator that this version does not know', 'operator:of-tomorrow', ['strange']],
    ['of one kind', 'kind:sink', ['write']],
    ['by topic', 'topic:orders', ['read', 'write']],
    ['by topic, as it stands', 'topic:"orders-large"', ['write']],
    ['by their name alone', 'name:large', ['large', 'write']],
    ['by what they count', 'errors>0', ['large']],
    ['by what they count, with spaces', 'in >= 10', ['large']],
    ['by what they dropped', 'dropped=4', ['large']],
    ['by what they sent on data ports', 'out<5', ['large', 'paid']],
    ['by their problems', 'problems>0', ['write']],
    ['by all of that together', 'operator:filter errors>0 total', ['large']],
  ])('%s: %s', (_what, query, ids) => {
    expect(find(query)).toEqual(ids)
  })

  test('all of them when nothing is asked', () => {
    expect(find('  ')).toHaveLength(5)
  })

  test('by no count while nothing runs', () => {
    expect(find('errors>=0', { ...running, metrics: () => undefined })).toEqual([])
  })

  test('by a word that only looks like a question for a count', () => {
    expect(find('total>100')).toEqual([])
    expect(find('colour:red')).toEqual([])
  })
})

test('what was found in the settings is shown beside the step, a name is not', () => {
  const because = (query: string) =>
    findSteps({ document, specOf, facts: running }, query).map((found) => found.because)
  expect(because('needle')).toEqual(['deep.list.0.text: Needle'])
  expect(because('errors>0')).toEqual(['errors: 2'])
  expect(because('tomorrow')).toEqual([null])
})
