import { describe, expect, it } from 'vitest'
import { summaryOf } from './summary.ts'
import { drawing, specOf } from './testing/drawings.ts'

const parameters = { COUNT: { type: 'integer', default: 250, description: '' } } as const
const generator = specOf('generator')!

function summary(config: Record<string, unknown>, of = drawing({ feed: 'generator' })): string {
  return summaryOf(generator, { ...of.nodes[0]!, config }, { ...of, parameters })
}

describe('the line on a card', () => {
  it('says what the options mean', () => {
    expect(summary({ count: 70 })).toMatch('70')
  })

  it('takes parameters at their defaults', () => {
    expect(summary({ count: '${COUNT}' })).toBe(summary({ count: 250 }))
  })

  it('falls back to the palette while the options are wrong', () => {
    expect(summary({ count: 'many' })).toBe(generator.summary)
    expect(summary({ count: '${NOWHERE}' })).toBe(generator.summary)
  })
})
