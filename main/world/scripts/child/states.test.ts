import { expect, it } from 'vitest'
import { CodeContext } from './context.ts'
import { BatchStates } from './states.ts'

const changesOf = (states: BatchStates) => [...states.takeChanges()]

it('hands over what was assigned, and what may have been changed in place, once', () => {
  const states = new BatchStates(
    new Map<string, unknown>([
      ['object', { n: 1 }],
      ['number', 1],
      ['left', { n: 1 }],
    ]),
  )
  const state = new CodeContext(states, 'object', 0, 0).state as { n: number }
  state.n++
  expect(new CodeContext(states, 'number', 1, 0).state).toBe(1)
  new CodeContext(states, 'new', 2, 0).state = 'x'
  expect(changesOf(states)).toEqual([
    ['object', { n: 2 }],
    ['new', 'x'],
  ])
  expect(changesOf(states)).toEqual([])
})

it('forgets a state that was set to undefined, and keeps null', () => {
  const states = new BatchStates(
    new Map<string, unknown>([
      ['a', 1],
      ['b', 1],
    ]),
  )
  new CodeContext(states, 'a', 0, 0).state = undefined
  new CodeContext(states, 'b', 0, 0).state = null
  expect(changesOf(states)).toEqual([
    ['a', undefined],
    ['b', null],
  ])
})

it('takes back what was assigned by a message that failed', () => {
  const states = new BatchStates(new Map<string, unknown>([['a', 1]]))
  for (const key of ['a', 'b']) {
    const context = new CodeContext(states, key, 0, 0)
    context.state = 2
    context.state = 3
    CodeContext.undo(context)
    expect(new CodeContext(states, key, 1, 0).state).toBe(key === 'a' ? 1 : undefined)
  }
})

it('finds the state that cannot be kept, and the message that touched it last', () => {
  const states = new BatchStates(new Map<string, unknown>([['a', { n: 1 }]]))
  expect(states.findForeign()).toBeNull()
  const state = new CodeContext(states, 'a', 4, 0).state as Record<string, unknown>
  state.when = new Date(0)
  expect(states.findForeign()).toMatchObject({ at: 4, failure: { code: 'SLUICE-CODE-RESULT' } })
  expect(states.findForeign()?.failure.message).toContain('context.state.when is a Date')
})
