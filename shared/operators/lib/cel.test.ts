import { describe, expect, it } from 'vitest'
import { FailureError } from '../../ipc/failure.ts'
import { createMessage, createOrigin, type Message } from '../../message.ts'
import { checkExpression, compileCel } from './cel.ts'
import { parseJson } from './json.ts'

const order = {
  total: 12.5,
  count: 3,
  name: 'lamp',
  items: [
    { sku: 'a', quantity: 1 },
    { sku: 'b', quantity: 4 },
  ],
  address: {},
}
const origin = createOrigin('persistent://public/default/orders', '1:2:-1:0', {
  publishTime: 1_000,
  redeliveryCount: 2,
})
const message = createMessage(order, origin, { key: 'c7', properties: { tier: 'gold' }, eventTime: 900 })
const now = () => 5_000

function evaluate(text: string, over: Message = message): unknown {
  return compileCel(text, { now }).evaluate(over)
}

function failureOf(text: string, over: Message = message) {
  try {
    return { code: 'none', message: String(evaluate(text, over)) }
  } catch (thrown) {
    if (thrown instanceof FailureError) return thrown.failure
    throw thrown
  }
}

describe('an expression over a message', () => {
  it.each([
    ['value.total > 10 && value.name == "lamp"', true],
    ['key + "/" + properties.tier', 'c7/gold'],
    ['topic', 'persistent://public/default/orders'],
    ['eventTime + publishTime + redeliveryCount', 1902],
    ['messageId', '1:2:-1:0'],
    ['has(value.total) && !has(value.nothing)', true],
    ['value.?nothing.orValue("none")', 'none'],
    ['value.items.exists(item, item.quantity > 3)', true],
    ['value.items.filter(item, item.quantity > 3).map(item, item.sku)', ['b']],
    ['value.total > 10 ? "big" : null', 'big'],
    ['value.total > 99 ? "big" : 3', 3],
    ['{"id": value.name, "parts": [value.count, "x", null]}', { id: 'lamp', parts: [3, 'x', null] }],
    ['"tier" in properties', true],
    ['value["name"]', 'lamp'],
  ])('%s', (text, result) => expect(evaluate(text)).toEqual(result))

  it('sees the topic a message asks for before the one it came from', () => {
    expect(evaluate('topic', { ...message, topic: 'elsewhere' })).toBe('elsewhere')
  })
})

describe('numbers', () => {
  it.each([
    ['value.count + 1', 4],
    ['1 + value.count', 4],
    ['value.count * 2 - 1', 5],
    ['value.count % 2 == 1', true],
    ['value.total / 2', 6.25],
    ['value.count == 3', true],
    ['value.count in [1, 2, 3]', true],
    ['size(value.items)', 2],
    ['7 / 2', 3],
    ['int(value.total)', 12],
    ['string(value.total)', '12.5'],
    ['double("2.5")', 2.5],
    ['round(1.005, 2)', 1.01],
    ['round(-2.5)', -3],
    ['max(value.count, 9)', 9],
    ['pow(2, 10)', 1024],
  ])('%s is %s', (text, result) => expect(evaluate(text)).toEqual(result))

  it('keeps integers beyond 2^53 exact, and gives the others as numbers', () => {
    const big = { ...message, value: parseJson('{"id":9007199254740993}') }
    expect(evaluate('value.id', big)).toBe(9007199254740993n)
    expect(evaluate('value.id + 1', big)).toBe(9007199254740994n)
    expect(evaluate('[value.id - 9007199254740990]', big)).toEqual([3])
  })
})

describe('functions of ours', () => {
  it.each([
    ['now() - publishTime', 4_000],
    ['isoTime(0)', '1970-01-01T00:00:00.000Z'],
    ['parseTime("1970-01-01T00:00:01Z")', 1_000],
    ['json(value.items[0])', '{"sku":"a","quantity":1}'],
    ['parseJson("[1, 2]")[1]', 2],
    ['"a-b-c".replace("-", "+")', 'a+b+c'],
    ['timestamp("2026-01-01T00:00:00Z")', '2026-01-01T00:00:00.000Z'],
    ['timestamp("2026-01-01T00:00:02Z") - timestamp("2026-01-01T00:00:00Z")', 2_000],
  ])('%s', (text, result) => expect(evaluate(text)).toEqual(result))

  it('has no clock where nobody gave one', () => {
    expect(() => compileCel('now()').evaluate(message)).toThrow('works in a running pipeline')
  })
})

describe('a failing expression says where and why', () => {
  it.each([
    [
      'value.totl',
      'SLUICE-EXPRESSION-FIELD',
      'value.totl: no such field; the message has total, count, name, items, address.',
    ],
    [
      'value.items[0].price',
      'SLUICE-EXPRESSION-FIELD',
      'value.items[0].price: no such field; `value.items[0]` has sku, quantity.',
    ],
    ['value.address.city', 'SLUICE-EXPRESSION-FIELD', 'value.address.city: no such field; `value.address` has none.'],
    [
      'value.name.first',
      'SLUICE-EXPRESSION-FIELD',
      'value.name.first: `value.name` is the text "lamp" and has no fields.',
    ],
    ['value.items[7]', 'SLUICE-EXPRESSION-FIELD', 'value.items[7]: the list has no such item.'],
    ['properties.tenant', 'SLUICE-EXPRESSION-FIELD', 'properties.tenant: no such field; `properties` has tier.'],
    ['value.name > 3', 'SLUICE-EXPRESSION-TYPE', 'value.name > 3: `>` does not work between text and a whole number.'],
    ['value.name + value.count', 'SLUICE-EXPRESSION-TYPE', 'Write `string(…)` around the number.'],
    ['value.count && true', 'SLUICE-EXPRESSION-TYPE', 'value.count: must be true or false; it is a number.'],
    ['!value.count', 'SLUICE-EXPRESSION-TYPE', '`!` does not work on a number.'],
    ['size(value.count)', 'SLUICE-EXPRESSION-TYPE', 'There is no function `size` that takes a number.'],
    ['1 / (value.items.size() - 2)', 'SLUICE-EXPRESSION-FAILED', 'division by zero'],
    ['"a".matches(value.name + "(")', 'SLUICE-EXPRESSION-PATTERN', 'a group is not closed'],
  ])('%s', (text, code, words) => {
    const failure = failureOf(text)
    expect(failure.code).toBe(code)
    expect(failure.message).toContain(words)
  })

  it('tells a newcomer that the value is still bytes', () => {
    const bytes = { ...message, value: new Uint8Array([1]) }
    expect(failureOf('value.total > 1', bytes).message).toBe(
      'value.total: the value is still bytes; put a Deserialize step before this one.',
    )
  })

  it('names at most eight fields, cut to a readable length', () => {
    const wide = Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`field${index}`.padEnd(60, 'x'), 1]))
    const words = failureOf('value.total', { ...message, value: wide }).message
    expect(words).toContain('and 4 more')
    expect(words.length).toBeLessThan(500)
  })

  it('works again on the next message', () => {
    const program = compileCel('value.total > 10')
    expect(() => program.evaluate({ ...message, value: {} })).toThrow()
    expect(program.evaluate(message)).toBe(true)
  })
})

describe('checkExpression', () => {
  it.each([
    ['value.total > ', 'The expression ends too early.', 14],
    ['', 'The expression ends too early.', 0],
    ['value.total > 3)', '`)` is not expected here.', 15],
    ['total > 3', 'There is no `total`; an expression here sees value, key', 0],
    ['value.total = 3', 'To compare, write `==`.', 12],
    ['value.a + "x', 'A text is not closed by a quote.', 10],
    ['1 + nothing(2)', 'There is no function `nothing` that takes a whole number.', 4],
    ['properties.tier == 5', '`==` does not work between text and a whole number.', 0],
    ['"a".matches("(")', 'The pattern of `matches` is wrong: a group is not closed.', 0],
    ['true ? while : 1', '`while` is a reserved word of CEL.', 7],
  ])('%s', (text, problem, position) => {
    const check = checkExpression(text)
    expect(check).toMatchObject({ ok: false, position })
    expect(check.ok ? '' : check.problem).toContain(problem)
  })

  it('takes what compiles', () => expect(checkExpression('now() - value.at > 60 * 1000')).toEqual({ ok: true }))

  it('says the same as compiling does', () => {
    expect(() => compileCel('value.total > ')).toThrow(
      '`value.total > `: The expression ends too early. (character 15)',
    )
  })
})

describe('variables of a step', () => {
  const sum = compileCel('state == null ? value.count : state.sum + value.count', { now, variables: ['state'] })

  it('come with each message; what is not given is null', () => {
    expect(sum.evaluate(message)).toBe(3)
    expect(sum.evaluate(message, { state: { sum: 4 } })).toBe(7)
    expect(sum.evaluate(message, {})).toBe(3)
  })

  it('keep nothing from one message to the next', () => {
    sum.evaluate(message, { state: { sum: 4 } })
    expect(sum.evaluate(message, { next: 5 })).toBe(3)
  })

  it('are reached by own fields only, and explained as those of a message', () => {
    const broken = compileCel('state.total', { variables: ['state'] })
    expect(() => broken.evaluate(message, { state: { sum: 4 } })).toThrow(
      'state.total: no such field; `state` has sum.',
    )
    expect(() => broken.evaluate(message)).toThrow('`state` is nothing (null) and has no fields')
  })

  it('are known where they were declared, and nowhere else', () => {
    expect(checkExpression('state', ['state'])).toEqual({ ok: true })
    expect(checkExpression('[accumulator, value]', ['accumulator'])).toEqual({ ok: true })
    expect(checkExpression('state')).toMatchObject({ ok: false, problem: expect.stringContaining('no `state`') })
    expect(checkExpression('next', ['state'])).toMatchObject({
      ok: false,
      problem: expect.stringMatching(/messageId, state\. A field of the value is `value\.next`/),
    })
  })
})

describe('only own fields can be reached', () => {
  it.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])('not %s', (name) => {
    expect(failureOf(`value.${name}`).code).toMatch(/SLUICE-EXPRESSION-(FIELD|SYNTAX)/)
    expect(failureOf(`value["${name}"]`).code).toBe('SLUICE-EXPRESSION-FIELD')
    expect(failureOf(`value.name["${name}"]`).code).toBe('SLUICE-EXPRESSION-FIELD')
    expect(failureOf(`[1]["${name}"]`).code).not.toBe('none')
  })

  it('reads a field that is called constructor, as in "constructor": "Ferrari"', () => {
    const race = {
      ...message,
      value: parseJson('{"driver":{"constructor":"Ferrari","points":25},"__proto__":{"a":1}}'),
    }
    expect(evaluate('value.driver.constructor', race)).toBe('Ferrari')
    expect(evaluate('value.driver.points > 20', race)).toBe(true)
    expect(evaluate('value.driver', race)).toEqual({ constructor: 'Ferrari', points: 25 })
    expect(evaluate('value["__proto__"].a', race)).toBe(1)
  })

  it('never changes the message', () => {
    const frozen = structuredClone(order)
    evaluate('value.items.map(item, item.quantity * 2) + [value.count]')
    expect(order).toEqual(frozen)
  })
})
