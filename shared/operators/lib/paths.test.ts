import { describe, expect, it } from 'vitest'
import { getPath, isFieldPath, parsePath, removePath, setPath } from './paths.ts'

describe('a field path', () => {
  it('is split at dots, except escaped ones', () => {
    expect(parsePath('a.b.c')).toEqual(['a', 'b', 'c'])
    expect(parsePath('a\\.b.c')).toEqual(['a.b', 'c'])
  })

  it.each(['', 'a.', '.a', 'a..b', '__proto__', 'a.__proto__.b'])('is not %j', (text) =>
    expect(isFieldPath(text)).toBe(false),
  )
})

describe('setting a field', () => {
  it('copies along the path only', () => {
    const value = { a: { b: 1 }, beside: { c: 2 } }
    const changed = setPath(value, ['a', 'b'], 5)
    expect(changed).toEqual({ a: { b: 5 }, beside: { c: 2 } })
    expect(value).toEqual({ a: { b: 1 }, beside: { c: 2 } })
    expect(changed.beside).toBe(value.beside)
  })

  it('makes objects that are missing, and replaces what is none', () => {
    expect(setPath({}, ['a', 'b'], 1)).toEqual({ a: { b: 1 } })
    expect(setPath({ a: 'text' }, ['a', 'b'], 1)).toEqual({ a: { b: 1 } })
  })

  it('sets and appends items of lists', () => {
    const value = { items: [{ n: 1 }, { n: 2 }] }
    expect(setPath(value, ['items', '1', 'n'], 9)).toEqual({ items: [{ n: 1 }, { n: 9 }] })
    expect(setPath(value, ['items', '2'], 'new').items).toHaveLength(3)
    expect(value.items[1]).toEqual({ n: 2 })
  })

  it('does not take inherited fields for own ones', () => {
    expect(setPath({}, ['toString', 'x'], 1)).toEqual({ toString: { x: 1 } })
    expect(getPath({}, ['constructor', 'name'])).toBeUndefined()
  })
})

describe('removing a field', () => {
  it('leaves the original alone', () => {
    const value = { a: { b: 1, c: 2 }, list: [1, 2, 3] }
    expect(removePath(value, ['a', 'b'])).toEqual({ a: { c: 2 }, list: [1, 2, 3] })
    expect(removePath(value, ['list', '1'])).toEqual({ a: { b: 1, c: 2 }, list: [1, 3] })
    expect(value).toEqual({ a: { b: 1, c: 2 }, list: [1, 2, 3] })
  })

  it('hands the value back when there is nothing to remove', () => {
    const value = { a: 1 }
    expect(removePath(value, ['b', 'c'])).toBe(value)
  })
})
