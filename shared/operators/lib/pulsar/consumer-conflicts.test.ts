import { expect, it } from 'vitest'
import { spec } from '../../pulsar-source.ts'

const sticky = (...stickyRanges: readonly { start: number; end: number }[]) => ({
  keySharedPolicy: { keyShareMode: 'Sticky' as const, stickyRanges },
})
const parse = (consumer: object, preset = 'none') =>
  spec.config.safeParse({ topics: ['a'], subscriptionName: 's', preset, consumer })

it.each([
  [{ consumerType: 'Failover', readCompacted: true }],
  [{ consumerType: 'Shared', readCompacted: false }],
  [{ consumerType: 'Shared', keySharedPolicy: { keyShareMode: 'AutoSplit' } }],
  [sticky({ start: 0, end: 9 }, { start: 10, end: 10 })],
  [{ keySharedPolicy: { allowOutOfOrderDelivery: true } }],
])('%j goes together', (consumer) => {
  expect(parse(consumer).error?.issues ?? []).toEqual([])
})

it.each([
  [{ readCompacted: true }, 'readCompacted', 'Exclusive and Failover, not with KeyShared'],
  [{ ...sticky({ start: 0, end: 9 }), consumerType: 'Shared' }, 'keySharedPolicy', 'KeyShared, not with Shared'],
  [sticky(), 'keySharedPolicy.stickyRanges', 'at least one range'],
  [sticky({ start: 9, end: 8 }), 'keySharedPolicy.stickyRanges.0', '9 comes after 8'],
  [sticky({ start: 0, end: 9 }, { start: 9, end: 20 }), 'keySharedPolicy.stickyRanges.1', 'overlaps the range 0 to 9'],
])('%j does not', (consumer, path, words) => {
  const [issue, ...more] = parse(consumer).error?.issues ?? []
  expect(more).toEqual([])
  expect(issue?.path.join('.')).toBe(`consumer.${path}`)
  expect(issue?.message).toContain(words)
})

it('goes by what the preset makes of it', () => {
  const policy = { keySharedPolicy: { allowOutOfOrderDelivery: true } }
  expect(parse(policy).success).toBe(true)
  expect(parse(policy, 'high-throughput').error?.issues[0]?.message).toContain('not with Shared')
})
