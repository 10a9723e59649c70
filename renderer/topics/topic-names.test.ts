import { expect, test } from 'vitest'
import { localName, matching } from './topic-names.ts'

const names = ['audit-orders', 'orders', 'orders-DLQ', 'users']
const all = names.map((name) => ({ topic: `persistent://public/default/${name}` }))

test('a topic is called by its own name', () => {
  expect(localName(all[1]!.topic)).toBe('orders')
  expect(localName('non-persistent://a/b/c/d')).toBe('c/d')
  expect(localName('orders')).toBe('orders')
})

test('topics are found by words of their own names, beginnings first', () => {
  const found = (text: string) => matching(all, text).map(({ topic }) => localName(topic))
  expect(found('')).toHaveLength(4)
  expect(found('ORDERS')).toEqual(['orders', 'orders-DLQ', 'audit-orders'])
  expect(found('orders dlq')).toEqual(['orders-DLQ'])
  expect(found('public')).toEqual([])
})
