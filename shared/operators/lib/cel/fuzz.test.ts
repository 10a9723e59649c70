import fc from 'fast-check'
import { expect, it } from 'vitest'
import { FailureError } from '../../../ipc/failure.ts'
import { createMessage, createOrigin } from '../../../message.ts'
import { checkExpression, compileCel } from '../cel.ts'
import { checkTemplate, compileTemplate } from '../template.ts'

const pieces = [
  ...[
    'value',
    '.a',
    '.items',
    '["a"]',
    '[0]',
    'key',
    'properties',
    'topic',
    'eventTime',
    '.?b',
    '.orValue(1)',
    'has(value.a)',
  ],
  ...['1', '2.5', '"x"', 'true', 'null', '[1, 2]', '{"a": 1}', 'b"x"', '1u', '9007199254740993'],
  ...[
    ' + ',
    ' - ',
    ' * ',
    ' / ',
    ' % ',
    ' == ',
    ' != ',
    ' < ',
    ' && ',
    ' || ',
    ' in ',
    ' ? ',
    ' : ',
    '!',
    '-',
    '(',
    ')',
    ',',
  ],
  ...[
    '.size()',
    '.map(x, x)',
    '.filter(x, x > 1)',
    '.exists(x, x == value)',
    '.matches("a+")',
    '.join("-")',
    'cel.bind(y, value, y)',
  ],
  ...[
    'string(',
    'int(',
    'type(',
    'json(',
    'timestamp("2026-01-01T00:00:00Z")',
    'duration("1h")',
    'constructor',
    '__proto__',
    '"',
    '{',
    '}',
  ],
]
const written = fc.letrec<{ any: string; leaf: string; two: string; one: string; loop: string }>((tie) => ({
  any: fc.oneof({ maxDepth: 3 }, tie('leaf'), tie('two'), tie('one'), tie('loop')),
  leaf: fc.constantFrom(
    'value',
    'value.a',
    'value[0]',
    'key',
    'properties',
    '1',
    '2.5',
    '"x"',
    'null',
    '[1, "a"]',
    '{"a": 1}',
  ),
  two: fc
    .tuple(tie('any'), fc.constantFrom('+', '-', '*', '/', '%', '==', '!=', '<', '&&', '||', 'in'), tie('any'))
    .map(([left, operator, right]) => `(${left} ${operator} ${right})`),
  one: fc
    .tuple(fc.constantFrom('!', '-', 'size', 'string', 'int', 'type', 'json', 'dyn'), tie('any'))
    .map(([name, inner]) => `${name}(${inner})`),
  loop: fc
    .tuple(tie('any'), fc.constantFrom('map', 'filter', 'exists', 'all'), tie('any'))
    .map(([list, name, step]) => `${list}.${name}(x, ${step})`),
})).any
const text = fc.oneof(
  { arbitrary: written, weight: 2 },
  fc.array(fc.constantFrom(...pieces), { maxLength: 8 }).map((parts) => parts.join('')),
  fc.string({ maxLength: 20 }),
)
const message = fc
  .tuple(fc.jsonValue(), fc.option(fc.string()), fc.dictionary(fc.string(), fc.string()))
  .map(([value, key, properties]) => createMessage(value, createOrigin('t', '1'), { key, properties }))

/** Runs it; only failures of ours may come out. */
function fails(run: () => unknown): boolean {
  try {
    run()
    return false
  } catch (thrown) {
    if (thrown instanceof FailureError && /^SLUICE-(EXPRESSION|TEMPLATE)-/.test(thrown.failure.code)) return true
    throw thrown
  }
}

it('whatever stands in an expression, it is refused, fails with a reason, or gives plain data', () => {
  let ran = 0
  fc.assert(
    fc.property(text, message, (source, input) => {
      const refused = fails(() => compileCel(source))
      expect(checkExpression(source).ok).toBe(!refused)
      if (refused) return
      ran++
      fails(() => structuredClone(compileCel(source).evaluate(input)))
    }),
    { seed: 7, numRuns: 3_000 },
  )
  expect(ran).toBeGreaterThan(500)
})

it('whatever stands in a template, it is refused, fails with a reason, or gives text', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(
          text,
          text.map((inner) => `{${inner}}`),
        ),
        { maxLength: 3 },
      ),
      message,
      (parts, input) => {
        const source = parts.join('')
        const refused = fails(() => compileTemplate(source))
        expect(checkTemplate(source).ok).toBe(!refused)
        if (!refused) fails(() => expect(typeof compileTemplate(source).render(input)).toBe('string'))
      },
    ),
    { seed: 7, numRuns: 2_000 },
  )
})
