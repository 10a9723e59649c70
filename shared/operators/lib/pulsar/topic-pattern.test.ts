import { describe, expect, it } from 'vitest'
import { parseTopicPattern, problemOfTopicPattern } from './topic-pattern.ts'

const orders = 'persistent://public/default/orders-eu'

describe('a pattern of topics', () => {
  it.each([
    ['orders-.*', 'public/default', [orders, 'persistent://public/default/orders-'], ['persistent://acme/eu/orders-1']],
    ['public/default/orders-[a-z]+', 'public/default', [orders], ['persistent://public/default/orders-7']],
    ['persistent://acme/eu/.+', 'acme/eu', ['persistent://acme/eu/x'], [orders, 'non-persistent://acme/eu/x']],
    ['non-persistent://a/b/x|y', 'a/b', ['non-persistent://a/b/y'], ['persistent://a/b/y', 'non-persistent://a/b/xy']],
    ['[^/]+', 'public/default', [orders], []],
  ])('%s means topics of %s', (text, namespace, meant, others) => {
    const pattern = parseTopicPattern(text)
    expect(pattern.namespace).toBe(namespace)
    for (const topic of meant) expect(pattern.test(topic)).toBe(true)
    for (const topic of others) expect(pattern.test(topic)).toBe(false)
  })

  it('matches from end to end', () => {
    expect(parseTopicPattern('orders').test(orders)).toBe(false)
    expect(parseTopicPattern('rders-eu').test(orders)).toBe(false)
  })

  it('takes linear time, however it is written', () => {
    const long = `persistent://public/default/${'a'.repeat(20_000)}!`
    expect(parseTopicPattern('(a+)+').test(long)).toBe(false)
  })

  it.each([
    ['orders-(', /./],
    ['persistent://public/orders-.*', /tenant and namespace/],
    ['persistent://.*/default/x', /tenant and namespace/],
  ])('is not %s', (text, reason) => {
    expect(problemOfTopicPattern(text)).toMatch(reason)
  })
})
