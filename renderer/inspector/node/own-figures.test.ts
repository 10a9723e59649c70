import { expect, it } from 'vitest'
import { figureText, reportLines } from './own-figures.ts'

it('lays a report flat, in its own order', () => {
  const report = { messages: 3, latencyMs: { p50: 1.23456, p99: null }, sla: { verdict: 'met' } }
  expect(reportLines(report).map(({ path, value }) => `${path.join('.')}=${figureText(value)}`)).toEqual([
    'messages=3',
    'latencyMs.p50=1.235',
    'latencyMs.p99=—',
    'sla.verdict=met',
  ])
})

it('has nothing to say of a step without a report, and no more lines than one wants to read', () => {
  expect(reportLines(undefined)).toEqual([])
  const many = { topics: Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`t${index}`, index])) }
  expect(reportLines(many)).toHaveLength(40)
})
