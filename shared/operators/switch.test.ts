import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { runGraph, runOperator } from '../../main/engine/testing/harness.ts'
import { check } from '../graph/check.ts'
import { documentSchema } from '../graph/schema.ts'
import { isBalanced } from '../run/ledger.ts'
import { operatorSpecs } from './specs.ts'

const cases = [
  { id: 'small', title: 'Small ones', when: 'value < 10' },
  { id: 'even', when: 'value % 2 == 0' },
]
const numbers = (...values: readonly unknown[]) => values.map((value) => ({ value }))
const valuesOf = (messages: readonly { value: unknown }[] | undefined) => messages?.map(({ value }) => value)
const portsOf = (config: Record<string, unknown>) => operatorSpecs.switch.ports?.(config, {}).outputs

describe('switch', () => {
  it('sends each message by the first case that holds, and what fits none by otherwise', async () => {
    const { outputs, ledger } = await runOperator('switch', { cases }, numbers(4, 12, 13, 5))
    expect(valuesOf(outputs.small)).toEqual([4, 5])
    expect(valuesOf(outputs.even)).toEqual([12])
    expect(valuesOf(outputs.otherwise)).toEqual([13])
    expect(ledger).toMatchObject({ received: 4, delivered: 4, dropped: 0 })
  })

  it('sends each message by every case that holds when all are asked for', async () => {
    const { outputs, ledger } = await runOperator('switch', { cases, mode: 'all' }, numbers(4, 12, 13))
    expect(valuesOf(outputs.small)).toEqual([4])
    expect(valuesOf(outputs.even)).toEqual([4, 12])
    expect(valuesOf(outputs.otherwise)).toEqual([13])
    expect(ledger).toMatchObject({ received: 3, delivered: 3 })
  })

  it('hands on the very message, untouched', async () => {
    const message = { value: 4, key: 'k', properties: { p: 'q' }, topic: 't', eventTime: 7 }
    const { outputs } = await runOperator('switch', { cases }, [message])
    expect(outputs.small?.[0]).toMatchObject(message)
  })

  it('does not look at conditions after the one that holds, when sending by the first', async () => {
    const { outputs } = await runOperator(
      'switch',
      { cases: [...cases, { id: 'named', when: 'value.name == "x"' }] },
      numbers(4, 13),
    )
    expect(valuesOf(outputs.small)).toEqual([4])
    expect(outputs.errors?.[0]).toMatchObject({ value: 13 })
  })

  it('sends nothing by any case when a later condition fails, when sending by all', async () => {
    const config = { mode: 'all', cases: [...cases, { id: 'number', when: 'value' }] }
    const { outputs, ledger } = await runOperator('switch', config, numbers(4))
    expect([outputs.small, outputs.even, outputs.otherwise]).toEqual([[], [], []])
    expect(outputs.errors?.[0]?.failure).toMatchObject({
      code: 'SLUICE-EXPRESSION-NOT-BOOLEAN',
      message: '`value` must yield true or false; it gave the number 4.',
    })
    expect(ledger).toMatchObject({ received: 1, delivered: 1 })
  })

  it('drops one case under its reason when that is wired to discard', async () => {
    const result = await runGraph(
      {
        nodes: [
          { id: 'read', operator: 'test-feed' },
          { id: 'split', operator: 'switch', config: { cases, mode: 'all' } },
          { id: 'end', operator: 'test-collect' },
          { id: 'off', operator: 'discard', config: { reason: 'small' } },
        ],
        edges: ['read.out>split.in', 'split.small>off.in', 'split.even>end.in', 'split.otherwise>end.in'],
      },
      { feed: { read: numbers(3, 4, 12, 13) } },
    )
    expect(valuesOf(result.outputs('end'))).toEqual([4, 12, 13])
    expect(result.ledger).toMatchObject({ received: 4, delivered: 3, dropped: 1 })
    expect(result.nodes.split?.out).toEqual({ small: 2, even: 2, otherwise: 1, errors: 0 })
  })

  it.each([
    [[{ id: 'a b', when: 'true' }], 'Write 1 to 64 letters'],
    [[{ id: 'otherwise', when: 'true' }], 'not `in`, `otherwise` or `errors`'],
    [[{ id: 'errors', when: 'true' }], 'not `in`, `otherwise` or `errors`'],
    [[], 'cases'],
    [
      [
        { id: 'a', when: 'true' },
        { id: 'a', when: 'false' },
      ],
      'Two cases are called `a`',
    ],
  ])('refuses the cases %j', async (wrong, words) => {
    const { failure } = await runOperator('switch', { cases: wrong }, [])
    expect(failure?.message).toContain(words)
  })

  it('has a port per case, then otherwise, whatever the config holds', () => {
    expect(portsOf({ cases })).toEqual(['small', 'even', 'otherwise'])
    for (const odd of [null, 'x', [null, 1, 'x', {}, { id: 7 }, { id: 'errors' }, { id: 'a.b' }], { id: 'a' }]) {
      expect(portsOf({ cases: odd })).toEqual(['otherwise'])
    }
  })

  it('has its conditions and its ports checked in a drawing', () => {
    const document = documentSchema.parse({
      format: 'sluice/1',
      id: 'd',
      name: 'D',
      nodes: [
        { id: 'read', operator: 'generator' },
        { id: 'split', operator: 'switch', config: { cases: [{ id: 'big', when: 'value.total >' }] } },
        { id: 'end', operator: 'discard' },
      ],
      edges: [
        { from: 'read.out', to: 'split.in' },
        { from: 'split.bigg', to: 'end.in' },
        { from: 'split.otherwise', to: 'end.in' },
      ],
    })
    const found = check(document, operatorSpecs).filter(({ severity }) => severity === 'error')
    expect(found.map(({ code }) => code).sort()).toEqual(['SLUICE-EDGE-PORT', 'SLUICE-EXPRESSION'])
    expect(found.find(({ code }) => code === 'SLUICE-EDGE-PORT')?.fix?.title).toBe('Wire it to "split.big"')
  })

  it.each(['first', 'all'])('accounts for every one of 10,000 random messages, sent by %s', async (mode) => {
    const values = fc.sample(fc.oneof(fc.integer({ min: -40, max: 40 }), fc.string({ maxLength: 2 })), {
      seed: 7,
      numRuns: 10_000,
    })
    const { outputs, ledger, failure } = await runOperator('switch', { cases, mode }, numbers(...values))
    const kept = values.filter((value) => typeof value === 'number')
    const expected = { small: [] as number[], even: [] as number[], otherwise: [] as number[] }
    for (const value of kept) {
      const fits = cases.filter(({ id }) => (id === 'small' ? value < 10 : value % 2 === 0)).map(({ id }) => id)
      const ports = fits.length === 0 ? ['otherwise'] : mode === 'first' ? fits.slice(0, 1) : fits
      for (const port of ports) expected[port as keyof typeof expected].push(value)
    }
    expect(failure).toBeNull()
    for (const port of ['small', 'even', 'otherwise'] as const) expect(valuesOf(outputs[port])).toEqual(expected[port])
    expect(outputs.errors).toHaveLength(10_000 - kept.length)
    expect(isBalanced(ledger)).toBe(true)
    expect(ledger).toMatchObject({ received: 10_000, delivered: 10_000 })
  })
})
