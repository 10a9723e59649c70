import { expect, it } from 'vitest'
import { createConsole, limitLines } from './console.ts'

const collect = () => {
  const lines: [string, string][] = []
  return { lines, write: (level: string, line: string) => void lines.push([level, line]) }
}

it('turns what is logged into lines, each with its level', () => {
  const { lines, write } = collect()
  const target = createConsole(write)
  target.log('two\nlines', { a: 1 })
  target.info('info')
  target.warn('warn')
  target.error(new Error('bad').message)
  expect(lines).toEqual([
    ['info', 'two'],
    ['info', 'lines { a: 1 }'],
    ['info', 'info'],
    ['warn', 'warn'],
    ['error', 'bad'],
  ])
})

it('lets a burst through, then twenty lines a second, and says how many were left out', () => {
  const { lines, write } = collect()
  let now = 0
  const limited = limitLines(write, () => now)
  for (let line = 0; line < 500; line++) limited('info', String(line))
  expect(lines).toHaveLength(100)
  now = 1_000
  for (let line = 500; line < 600; line++) limited('info', String(line))
  expect(lines).toHaveLength(121)
  expect(lines[100]).toEqual(['warn', '400 lines before this one were left out: the code writes too many.'])
  expect(lines[101]).toEqual(['info', '500'])
})

it('cuts long lines', () => {
  const { lines, write } = collect()
  limitLines(write, () => 0)('info', 'x'.repeat(5_000))
  expect(lines[0]?.[1]).toBe(`${'x'.repeat(2_000)}… (5000 characters)`)
})
