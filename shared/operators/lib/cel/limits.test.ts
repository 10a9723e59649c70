import { describe, expect, it } from 'vitest'
import { cpuTimeOf } from '../../../graph/testing/cpu-time.ts'
import { FailureError } from '../../../ipc/failure.ts'
import { createMessage, createOrigin } from '../../../message.ts'
import { checkExpression, compileCel } from '../cel.ts'

const range = (length: number) => `[${Array.from({ length }, (_, index) => index).join(',')}]`
const nested = (macro: string, depth: number, inner: string): string =>
  depth === 0 ? inner : `${range(30)}.${macro}(x${depth}, ${nested(macro, depth - 1, inner)})`
const bound = (times: number, start: string, step: (name: string) => string, end = (name: string) => name): string => {
  const name = (index: number) => `v${index}`
  const open = Array.from({ length: times }, (_, index) => `cel.bind(${name(index + 1)}, ${step(name(index))}, `).join(
    '',
  )
  return `cel.bind(v0, ${start}, ${open}${end(name(times))}${')'.repeat(times + 1)}`
}

const long = 'x'.repeat(2_000_000)
const message = createMessage(
  { text: long, items: Array.from({ length: 50_000 }, (_, index) => ({ n: index })) },
  createOrigin('t', '1'),
)

/** The code of the failure, and how long this thread was busy from text to failure. */
function attack(text: string): { code: string; ms: number } {
  let code = 'none'
  const ms = cpuTimeOf(() => {
    try {
      compileCel(text).evaluate(message)
    } catch (thrown) {
      if (!(thrown instanceof FailureError)) throw thrown
      code = thrown.failure.code
    }
  })
  return { code, ms }
}

describe('a hostile expression ends quickly, in a failure', () => {
  it.each([
    ['loops in loops, 30^7', nested('map', 7, '1')],
    ['loops in loops without memory, 30^7', nested('exists', 7, 'false')],
    ['all inside all', nested('all', 7, 'true')],
    ['a text that doubles', bound(20, 'value.text', (name) => `${name} + ${name}`)],
    ['a list that doubles', bound(20, '[1, 2]', (name) => `${name} + ${name}`)],
    ['lists of lists of lists', bound(12, '[1,1,1,1,1,1,1,1,1,1]', (name) => `[${Array(10).fill(name).join(',')}]`)],
    [
      'comparing lists of lists',
      bound(
        12,
        '[1,1,1,1,1,1,1,1,1,1]',
        (name) => `[${Array(10).fill(name).join(',')}]`,
        (name) => `${name} == ${name} + []`,
      ),
    ],
    [
      'JSON of lists of lists',
      bound(
        12,
        '[1,1,1,1,1,1,1,1,1,1]',
        (name) => `[${Array(10).fill(name).join(',')}]`,
        (name) => `json(${name})`,
      ),
    ],
    ['every item looked for in all', 'value.items.all(a, value.items.exists(b, b == a))'],
    ['membership in a loop', 'value.items.filter(a, a in value.items)'],
    ['a long text in a loop', 'value.items.all(a, size(value.text) > a.n)'],
    ['joining long texts', `size([${Array(40).fill('value.text').join(',')}].join(value.text)) > 0`],
    ['replacing by long texts', '"xxxxxxxxxxxxxxxxxxxx".replace("x", value.text)'],
    ['adding a list again and again', Array(200).fill('value.items').join(' + ')],
  ])('%s', (_name, text) => {
    const { code, ms } = attack(text)
    expect(code).toBe('SLUICE-EXPRESSION-LIMIT')
    expect(ms).toBeLessThan(1_000)
  })

  it.each([
    ['brackets', `${'('.repeat(5_000)}1${')'.repeat(5_000)}`],
    ['a long sum', Array(5_000).fill('1').join('+')],
    ['a long list', range(5_000)],
    ['a long chain', `value${'.a'.repeat(5_000)}`],
  ])('and is refused when it is too large itself: %s', (_name, text) => {
    expect(checkExpression(text)).toMatchObject({ ok: false, problem: 'The expression is too large.' })
  })

  it.each(['(x+x+)+y', '^(x|x)*$', '(x*)*y', '(.*x){20}y', '^(([a-z])+.)+[A-Z]([a-z])+$'])(
    'patterns do not explode: %s',
    (pattern) => {
      const { ms } = attack(`value.text.matches("${pattern}")`)
      expect(ms).toBeLessThan(1_000)
    },
  )
})

describe('an honest expression is not limited', () => {
  it('loops over a large list', () => {
    expect(compileCel('value.items.exists(item, item.n == 49999)').evaluate(message)).toBe(true)
    expect(compileCel('value.items.filter(item, item.n % 2 == 0).size()').evaluate(message)).toBe(25_000)
  })

  it('has its full measure for every message', () => {
    const program = compileCel('value.items.all(item, item.n >= 0)')
    for (let count = 0; count < 20; count++) expect(program.evaluate(message)).toBe(true)
  })

  it('hands a large value on', () => expect(compileCel('value').evaluate(message)).toBe(message.value))
})
