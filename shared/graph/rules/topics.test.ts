import { expect, test } from 'vitest'
import { operatorSpecs } from '../../operators/specs.ts'
import { check } from '../check.ts'
import { createDocument } from '../testing/documents.ts'

const connections = { main: { type: 'embedded' }, other: { type: 'embedded' } }

function codes(topicsPattern: string, sink: object, more: readonly object[] = []): readonly string[] {
  const document = createDocument({
    connections,
    nodes: [
      { id: 'read', operator: 'pulsar-source', config: { topicsPattern, subscriptionName: 's' } },
      { id: 'write', operator: 'pulsar-sink', config: sink },
      ...more,
    ],
    edges: [{ from: 'read.out', to: 'write.in' }],
  })
  return check(document, operatorSpecs)
    .map(({ code }) => code)
    .filter((code) => code === 'SLUICE-TOPIC-LOOP' || code === 'SLUICE-SUBSCRIPTION-CONFLICT')
}

test('a pattern that matches the topic written behind it bites its own tail', () => {
  expect(codes('orders-.*', { topic: 'orders-done' })).toEqual(['SLUICE-TOPIC-LOOP'])
  expect(codes('orders-.*', { topic: 'done' })).toEqual([])
  expect(codes('orders-.*', { topic: 'orders-done', connection: 'other' })).toEqual([])
})

test('a pattern reads a topic through a subscription as a list does', () => {
  const config = { topics: ['orders-1'], subscriptionName: 's', consumer: { consumerType: 'Shared' } }
  const again = { id: 'again', operator: 'pulsar-source', config }
  expect(codes('orders-.*', { topic: 'done' }, [again])).toEqual(['SLUICE-SUBSCRIPTION-CONFLICT'])
  expect(codes('returns-.*', { topic: 'done' }, [again])).toEqual([])
})

test('a text that is no pattern is the options’ matter', () => {
  expect(codes('orders-(', { topic: 'orders-done' })).toEqual([])
})
