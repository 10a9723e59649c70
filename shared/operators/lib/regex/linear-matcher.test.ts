import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createLinearMatcher } from './linear-matcher.ts'

const matches = (pattern: string, text: string) => createLinearMatcher(pattern).test(text)

describe('a pattern', () => {
  it.each([
    ['h.*o', 'hello', true],
    ['^h.*o$', 'hello x', false],
    ['\\bcat\\b', 'a cat sat', true],
    ['\\bcat\\b', 'concat', false],
    ['\\Bcat', 'concat', true],
    ['(?i)HeLLo', 'say hELLO', true],
    ['(?s)a.b', 'a\nb', true],
    ['a.b', 'a\nb', false],
    ['^[^@\\s]+@[a-z.]+$', 'me@example.com', true],
    ['^(ab|a)(bc)?$', 'abc', true],
    ['(?<year>\\d{4})-\\d{2}', 'in 2026-01', true],
    ['^x{2,3}$', 'xxxx', false],
    ['😀{2}', '😀😀', true],
    ['\\p{Lu}', 'xY', true],
    ['^$', '', true],
    ['a|', 'zzz', true],
    ['[\\]a]+', ']', true],
    ['a\\.b', 'axb', false],
    ['x{,3}', 'x{,3}', true],
  ])('%s on %j', (pattern, text, result) => expect(matches(pattern, text)).toBe(result))

  it.each([
    ['(', 'a group is not closed', 1],
    ['a)', '`)` without `(`', 1],
    ['[a', '`[` is not closed', 0],
    ['*a', 'nothing to repeat', 0],
    ['a**', 'two repetitions in a row', 2],
    ['a{3,2}', 'the bounds of `{}` are the wrong way round', 6],
    ['(?=a)', 'look-around and flags inside are not supported', 1],
    ['(a)\\1', 'backreferences are not supported', 3],
    ['[z-a]', '`[z-a]` is not understood', 0],
    ['a\\', '`\\` at the end', 1],
    ['(((a{99}){99}){99})', 'the pattern is too large', 0],
    [`${'('.repeat(200)}a${')'.repeat(200)}`, 'groups are nested too deeply', 100],
  ])('%s is refused: %s', (pattern, words, position) => {
    expect(() => createLinearMatcher(pattern)).toThrow(expect.objectContaining({ message: words, position }))
  })

  it('matches exactly what the runtime matches', () => {
    const atom = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '\\d', '\\w', '\\b', '^', '$', 'é')
    const pattern = fc.letrec((tie) => ({
      node: fc.oneof({ maxDepth: 3 }, atom, tie('repeat'), tie('both'), tie('either')),
      repeat: fc
        .tuple(tie('node'), fc.constantFrom('*', '+', '?', '{2}', '{1,2}'))
        .map(([part, times]) => `(?:${part})${times}`),
      both: fc.tuple(tie('node'), tie('node')).map(([first, second]) => `${first}${second}`),
      either: fc.tuple(tie('node'), tie('node')).map(([first, second]) => `(?:${first}|${second})`),
    })).node as fc.Arbitrary<string>
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '1', ' ', 'é', '\n'), maxLength: 8 })
    fc.assert(
      fc.property(pattern, text, (source, input) => {
        expect(matches(source, input), `${source} on ${JSON.stringify(input)}`).toBe(
          new RegExp(source, 'u').test(input),
        )
      }),
      { seed: 7, numRuns: 1_000 },
    )
  })

  it('takes time in proportion to the text where others take its square, or for ever', () => {
    const matcher = createLinearMatcher('(x+x+)+y')
    const started = performance.now()
    expect(matcher.test('x'.repeat(1_000_000))).toBe(false)
    expect(performance.now() - started).toBeLessThan(500)
  })
})
