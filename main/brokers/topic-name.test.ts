import { describe, expect, it } from 'vitest'
import { fullTopicName, namespaceOf, parseTopicName, partitionTopicName, withoutPartition } from './topic-name.ts'

describe('topic names', () => {
  it.each([
    ['orders', 'persistent://public/default/orders'],
    ['acme/shop/orders', 'persistent://acme/shop/orders'],
    ['persistent://acme/shop/orders', 'persistent://acme/shop/orders'],
    ['non-persistent://acme/shop/orders', 'non-persistent://acme/shop/orders'],
    ['orders-partition-3', 'persistent://public/default/orders-partition-3'],
    ['Bestellungen ü 注文', 'persistent://public/default/Bestellungen ü 注文'],
  ])('%s in full is %s', (text, full) => {
    expect(fullTopicName(text)).toBe(full)
  })

  it('tells the partition from the name', () => {
    expect(parseTopicName('orders-partition-12')).toMatchObject({ local: 'orders', partition: 12 })
    expect(parseTopicName('orders-partition-')).toMatchObject({ local: 'orders-partition-', partition: null })
    expect(parseTopicName('orders-partition-01')).toMatchObject({ local: 'orders-partition-01', partition: null })
    expect(parseTopicName('-partition-1')).toMatchObject({ local: '-partition-1', partition: null })
  })

  it('goes from the topic to its partitions and back', () => {
    expect(partitionTopicName('acme/shop/orders', 3)).toBe('persistent://acme/shop/orders-partition-3')
    expect(withoutPartition('persistent://acme/shop/orders-partition-3')).toBe('persistent://acme/shop/orders')
    expect(namespaceOf('acme/shop/orders')).toBe('acme/shop')
  })

  it.each(['', ' ', 'a/b', 'a/b/c/d', 'a//c', '/b/c', 'a/b/', 'persistent://orders', 'kafka://a/b/c', 'a b/c/d'])(
    'refuses "%s" and says how to write it',
    (text) => {
      expect(() => parseTopicName(text)).toThrow(/is not a topic name\. Write it as/)
    },
  )
})
