import { describe, expect, test } from 'vitest'
import type { OperatorId } from '../../shared/operators/specs.ts'
import { runByEngine } from './by-engine.ts'
import { runByHand } from './by-hand.ts'
import { cases } from './cases.ts'

const ids = Object.keys(cases) as OperatorId[]
const options = { count: 20_480, digestEvery: 1 }

describe('each operator and the function by hand do the same work', () => {
  test.each(ids)('%s', async (id) => {
    const { outcome: byHand } = await runByHand(id, options)
    expect(byHand.received).toBe(options.count)
    expect((await runByEngine(id, options)).outcome).toEqual(byHand)
  })

  test.each(ids)('%s: something is seen to leave, unless it is discarded', async (id) => {
    const { outcome } = await runByHand(id, { count: 2_048, digestEvery: 1 })
    expect(outcome.left > 0 && outcome.digest > 0).toBe(id !== 'discard')
  })
})
