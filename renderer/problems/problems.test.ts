import { expect, test } from 'vitest'
import type { Diagnostic } from '../../shared/graph/diagnostic.ts'
import { documentSchema } from '../../shared/graph/schema.ts'
import { placeWords } from './place-words.ts'
import { sortProblems } from './sort-problems.ts'

const pipeline = documentSchema.parse({
  format: 'sluice/1',
  id: 'orders',
  name: 'Orders',
  nodes: [{ id: 'large', operator: 'branch', name: 'Large order?' }],
})

const words = (place: Diagnostic['place']) => placeWords(pipeline, place, (_, edge) => `wire ${edge}`)

test('places read as a person would say them', () => {
  expect(words({ node: 'large', field: ['fields', 0, 'path'] })).toBe('Large order? · fields[0].path')
  expect(words({ node: 'gone' })).toBe('gone')
  expect(words({ edge: 'a.out>b.in' })).toBe('wire a.out>b.in')
  expect(words({ field: ['settings', 'delivery'] })).toBe('settings.delivery')
  expect(words({})).toBe('Pipeline')
})

test('the gravest problems come first, otherwise in the order they were found', () => {
  const found = (['info', 'error', 'warning', 'error'] as const).map((severity, index) => ({
    severity,
    code: String(index),
    message: '',
    place: {},
  }))
  expect(sortProblems(found).map(({ code }) => code)).toEqual(['1', '3', '2', '0'])
})
