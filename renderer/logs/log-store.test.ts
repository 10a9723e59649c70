import { expect, test } from 'vitest'
import { createLogStore, linesFrom, linesKept } from './log-store.ts'

test('lines are kept in order, numbered, and the oldest give way', () => {
  const store = createLogStore()
  for (let index = 0; index < linesKept + 2; index += 1)
    store.getState().add({ at: index, level: 'info', message: `${index}` })
  expect(store.getState().lines).toHaveLength(linesKept)
  expect(store.getState().lines[0]).toMatchObject({ number: 2, message: '2' })
})

test('a least level leaves the lighter lines out', () => {
  const store = createLogStore()
  for (const level of ['info', 'warn', 'error'] as const) store.getState().add({ at: 0, level, message: level })
  expect(linesFrom(store.getState())).toHaveLength(3)
  store.getState().setLeast('warn')
  expect(linesFrom(store.getState()).map(({ level }) => level)).toEqual(['warn', 'error'])
})
