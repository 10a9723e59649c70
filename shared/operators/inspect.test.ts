import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { runOperator } from '../../main/engine/testing/harness.ts'
import { check } from '../graph/check.ts'
import { documentSchema } from '../graph/schema.ts'
import { isBalanced } from '../run/ledger.ts'
import { operatorSpecs } from './specs.ts'

const config = {
  columns: [{ expression: 'value.total' }],
  colours: [{ when: 'value.total > 1000', colour: 'red' }],
  pauseWhen: 'value.total > 5000',
}

describe('inspect', () => {
  it('hands on the very message, untouched', async () => {
    const message = { value: { total: 6_000 }, key: 'k', properties: { p: 'q' }, topic: 't', eventTime: 7 }
    const { outputs } = await runOperator('inspect', config, [message])
    expect(outputs.out?.[0]).toMatchObject(message)
  })

  it('evaluates nothing: messages that its expressions cannot read pass as well', async () => {
    const { outputs, failure } = await runOperator('inspect', config, [{ value: 'text' }, { value: null }])
    expect(failure).toBeNull()
    expect(outputs.out).toHaveLength(2)
  })

  it('takes only colours it knows', () => {
    const wrong = { colours: [{ when: 'true', colour: 'beige' }] }
    expect(operatorSpecs.inspect.config.safeParse(wrong).error?.issues[0]?.path).toEqual(['colours', 0, 'colour'])
  })

  it('has every expression checked in a drawing, each at its place', () => {
    const wrong = {
      columns: [{ expression: 'value.total' }, { expression: 'value.' }],
      colours: [{ when: 'value >' }],
      pauseWhen: '(',
    }
    const document = documentSchema.parse({
      format: 'sluice/1',
      id: 'd',
      name: 'D',
      nodes: [
        { id: 'read', operator: 'generator' },
        { id: 'look', operator: 'inspect', config: wrong },
        { id: 'end', operator: 'discard' },
      ],
      edges: [
        { from: 'read.out', to: 'look.in' },
        { from: 'look.out', to: 'end.in' },
      ],
    })
    const found = check(document, operatorSpecs).filter(({ severity }) => severity === 'error')
    expect(found.map(({ code, place }) => [code, place.field?.join('.')])).toEqual([
      ['SLUICE-EXPRESSION', 'columns.1.expression'],
      ['SLUICE-EXPRESSION', 'colours.0.when'],
      ['SLUICE-EXPRESSION', 'pauseWhen'],
    ])
  })

  it('accounts for every one of 10,000 random messages', async () => {
    const values = fc.sample(fc.jsonValue({ maxDepth: 2 }), { seed: 7, numRuns: 10_000 })
    const { outputs, ledger } = await runOperator(
      'inspect',
      config,
      values.map((value) => ({ value })),
    )
    expect(outputs.out?.map(({ value }) => value)).toEqual(values)
    expect(isBalanced(ledger)).toBe(true)
    expect(ledger).toMatchObject({ received: 10_000, delivered: 10_000 })
  })
})
