import { expect, test } from 'vitest'
import { applyPatch, toPointer } from './patch.ts'

const value = { list: [1, 2, 3], object: { 'a/b': 1, 'c~d': 2 }, rest: {} }

test.each([
  [
    'adds a member',
    { op: 'add' as const, path: '/object/new', value: 5 },
    { ...value, object: { ...value.object, new: 5 } },
  ],
  ['inserts into a list', { op: 'add' as const, path: '/list/1', value: 9 }, { ...value, list: [1, 9, 2, 3] }],
  ['appends to a list', { op: 'add' as const, path: '/list/-', value: 9 }, { ...value, list: [1, 2, 3, 9] }],
  ['removes a member', { op: 'remove' as const, path: '/object/a~1b' }, { ...value, object: { 'c~d': 2 } }],
  ['removes from a list', { op: 'remove' as const, path: '/list/0' }, { ...value, list: [2, 3] }],
  [
    'replaces',
    { op: 'replace' as const, path: '/object/c~0d', value: 7 },
    { ...value, object: { 'a/b': 1, 'c~d': 7 } },
  ],
  ['replaces the whole', { op: 'replace' as const, path: '', value: 7 }, 7],
])('%s', (_name, operation, expected) => {
  const before = structuredClone(value)
  expect(applyPatch<unknown>(value, [operation])).toEqual(expected)
  expect(value).toEqual(before)
})

test('shares what it does not touch', () => {
  expect(applyPatch(value, [{ op: 'add', path: '/list/-', value: 4 }]).object).toBe(value.object)
})

test.each(['/none/x', '/list/3', '/list/x', '/list/-1', '/object/none', '/list/0/deep'])(
  'refuses to replace %s, which does not exist',
  (path) => {
    expect(() => applyPatch(value, [{ op: 'replace', path, value: 1 }])).toThrow(RangeError)
  },
)

test('never reaches a prototype', () => {
  const patched = applyPatch<Record<string, unknown>>({}, [
    { op: 'add', path: '/__proto__', value: { polluted: true } },
  ])
  expect(patched.polluted).toBeUndefined()
  expect(() => applyPatch({}, [{ op: 'add', path: '/__proto__/polluted', value: true }])).toThrow(RangeError)
})

test('pointers escape what separates', () => {
  expect(toPointer(['nodes', 3, 'a/b~c'])).toBe('/nodes/3/a~1b~0c')
})
