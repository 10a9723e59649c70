import { describe, expect, it } from 'vitest'
import { customGenerator } from './custom.ts'
import { firstEventTime, generateMessage, templateGenerator } from './generate.ts'
import { templateNames } from './template-names.ts'

const some = (template: (typeof templateNames)[number], seed = 1, keys = 20) =>
  Array.from({ length: 500 }, (_, index) => generateMessage(template, index, seed, keys))

describe.each(templateNames)('the template %s', (template) => {
  it('makes the same messages from the same seed, and others from another', () => {
    expect(some(template)).toEqual(some(template))
    expect(some(template)).not.toEqual(some(template, 2))
  })

  it('makes any message by its number alone', () => {
    const generate = templateGenerator(template, { seed: 1, keys: 20 })
    generate(3)
    expect(generate(77)).toEqual(some(template)[77])
  })

  it('spreads over all keys, and over no more', () => {
    expect(new Set(some(template).map((message) => message.key)).size).toBe(20)
  })

  it('has event times that grow, from the fixed start', () => {
    const times = some(template).map((message) => message.eventTime)
    expect(times).toEqual([...times].sort((a, b) => a - b))
    expect(times[0]! - firstEventTime).toBeLessThan(100)
    expect(new Date(firstEventTime).toISOString()).toBe('2026-01-01T00:00:00.000Z')
  })
})

describe('the templates are plausible', () => {
  it('orders add up and lie on both sides of 100', () => {
    const totals = some('transaction').map(({ value }) => {
      const { items, total, customer_id } = value as {
        items: { price: number; quantity: number }[]
        total: number
        customer_id: string
      }
      expect(total).toBeCloseTo(
        items.reduce((sum, item) => sum + item.price * item.quantity, 0),
        2,
      )
      expect(customer_id).toMatch(/^customer-\d+$/)
      return total
    })
    const large = totals.filter((total) => total > 100).length
    expect(large).toBeGreaterThan(100)
    expect(large).toBeLessThan(450)
  })

  it('sensors stay within their ranges', () => {
    for (const { value, key } of some('sensor')) {
      const reading = value as { device_id: string; temperature: number; humidity: number }
      expect(reading.device_id).toBe(key)
      expect(reading.temperature).toBeGreaterThanOrEqual(14)
      expect(reading.temperature).toBeLessThanOrEqual(41)
      expect(reading.humidity).toBeLessThanOrEqual(95)
    }
  })

  it('a user keeps tenant and region', () => {
    const homes = new Map<string, string>()
    for (const { value, key } of some('event')) {
      const { tenant_id, tenant_tier, region } = value as Record<string, string>
      const home = `${tenant_id} ${tenant_tier} ${region}`
      expect(homes.get(key) ?? home).toBe(home)
      homes.set(key, home)
    }
  })
})

describe('a custom body', () => {
  const make = (body: unknown, index = 0) => customGenerator(JSON.stringify(body), { seed: 1, keys: 3 })(index).value

  it('puts values in for holes, and texts around them', () => {
    expect(make({ n: '{index}', text: 'no {index} of {key}', list: ['{index + 1}', true, null, 5] }, 4)).toEqual({
      n: 4,
      text: expect.stringMatching(/^no 4 of key-[0-2]$/),
      list: [5, true, null, 5],
    })
  })

  it('has fakes', () => {
    expect(
      make({ id: '{uuid()}', who: '{name()}', mail: '{email()}', dice: '{integer(1, 6)}', one: '{pick(["a", "b"])}' }),
    ).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
      who: expect.stringMatching(/^\w+ \w+$/),
      mail: expect.stringMatching(/^\w+\.\w+@example\.com$/),
      dice: expect.toSatisfy((value: number) => Number.isInteger(value) && value >= 1 && value <= 6),
      one: expect.stringMatching(/^[ab]$/),
    })
  })

  it('makes the same from the same seed', () => {
    const body = { a: '{uuid()} {word()}', b: '{number(0, 1)}', at: '{isoTime(eventTime)}' }
    expect(make(body, 9)).toEqual(make(body, 9))
    expect(make(body, 9)).not.toEqual(make(body, 8))
  })

  it('is refused with a reason', () => {
    expect(() => customGenerator('{"a": }', { seed: 1, keys: 1 })).toThrow('The body of the custom template: Not JSON')
    expect(() => customGenerator('{"a": "{value.x}"}', { seed: 1, keys: 1 })).toThrow('There is no `value`')
    expect(() => customGenerator('{"a": "{index"}', { seed: 1, keys: 1 })).toThrow('This `{` is not closed')
  })
})
