import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { KeyedStates, type StateChange } from './keyed-states.ts'

const pairs = (changes: readonly StateChange[]) => changes.map(({ key, state }) => [key, state])

function remembering(maxKeys?: number): KeyedStates {
  const states = new KeyedStates(maxKeys)
  states.rememberChanges()
  return states
}

describe('the states of a node', () => {
  test('are kept by key until undefined is set', () => {
    const states = new KeyedStates()
    states.set('a', 1)
    states.set('b', 2)
    states.set('a', undefined)
    expect([states.get('a'), states.get('b'), states.size]).toEqual([undefined, 2, 1])
  })

  test('keep null as a state', () => {
    const states = remembering()
    states.set('a', null)
    expect(states.size).toBe(1)
    expect(pairs(states.takeChanges())).toEqual([['a', null]])
  })

  test('stand in the order in which their keys came when there is no bound', () => {
    const states = new KeyedStates()
    states.set('a', 1)
    states.set('b', 1)
    states.set('a', 2)
    expect(states.keys()).toEqual(['a', 'b'])
  })

  test('forget the key that was set longest ago when there is no room, and name it', () => {
    const states = new KeyedStates(2)
    states.set('a', 1)
    states.set('b', 1)
    states.set('a', 2)
    expect(states.set('c', 1)).toBe('b')
    expect(states.keys()).toEqual(['a', 'c'])
  })

  test('remember nothing of what changed when nobody saves', () => {
    const states = new KeyedStates()
    states.set('a', 1)
    states.set('a', undefined)
    expect(states.hasChanges).toBe(false)
    expect(states.takeChanges()).toEqual([])
  })

  test('tell of every change, and of nothing else', () => {
    const changed = vi.fn()
    const states = new KeyedStates()
    states.onChange = changed
    states.set('never there', undefined)
    expect(changed).not.toHaveBeenCalled()
    states.set('a', 1)
    states.set('a', undefined)
    expect(changed).toHaveBeenCalledTimes(2)
  })
})

describe('changes', () => {
  test('are given out once, each key with its latest state', () => {
    const states = remembering()
    states.set('a', 1)
    states.set('a', 2)
    states.set('b', 1)
    states.set('b', undefined)
    states.set('never there', undefined)
    expect(states.hasChanges).toBe(true)
    expect(pairs(states.takeChanges())).toEqual([
      ['a', 2],
      ['b', undefined],
    ])
    expect(states.hasChanges).toBe(false)
    expect(states.takeChanges()).toEqual([])
  })

  test('that could not be saved come again, with what has become of them since', () => {
    const states = remembering()
    states.set('a', 1)
    states.set('b', 1)
    states.takeChanges()
    states.set('b', 2)
    states.putBack()
    expect(pairs(states.takeChanges())).toEqual([
      ['a', 1],
      ['b', 2],
    ])
    expect(states.hasChanges).toBe(false)
  })

  test('of a key that was forgotten and came again come in that order', () => {
    const states = remembering()
    states.set('a', 1)
    states.takeChanges()
    states.set('a', undefined)
    states.takeChanges()
    states.set('a', 2)
    states.putBack()
    expect(pairs(states.takeChanges())).toEqual([
      ['a', undefined],
      ['a', 2],
    ])
  })

  test('are what was restored only when it had to be forgotten for lack of room', () => {
    const states = remembering(2)
    states.restore([
      { key: 'oldest', state: 1 },
      { key: 'a', state: 2 },
      { key: 'b', state: 3 },
    ])
    expect(states.keys()).toEqual(['a', 'b'])
    expect(pairs(states.takeChanges())).toEqual([['oldest', undefined]])
  })

  test('applied one epoch after the other make the same states, whatever is done and whenever they are taken', () => {
    const key = fc.constantFrom('a', 'b', 'c', 'd', 'e')
    const step = fc.oneof(
      fc.record({ key, state: fc.option(fc.integer(), { nil: undefined }) }),
      fc.constantFrom('epoch' as const, 'failed epoch' as const),
    )
    fc.assert(
      fc.property(fc.array(step), fc.integer({ min: 1, max: 6 }), (steps, maxKeys) => {
        const states = remembering(maxKeys)
        const saved = new Map<string, unknown>()
        const save = () => {
          for (const { key, state } of states.takeChanges()) {
            if (state === undefined) saved.delete(key)
            else saved.set(key, state)
          }
        }
        for (const step of steps) {
          if (step === 'epoch') save()
          else if (step === 'failed epoch') {
            states.takeChanges()
            states.putBack()
          } else states.set(step.key, step.state)
        }
        save()
        expect(saved).toEqual(new Map(states.keys().map((key) => [key, states.get(key)])))
        expect(states.size).toBeLessThanOrEqual(maxKeys)
      }),
    )
  })
})
