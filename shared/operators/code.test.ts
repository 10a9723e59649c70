import { describe, expect, it } from 'vitest'
import { findDecoder } from '../graph/edits.ts'
import { spec } from './code.ts'
import { specForNode } from './ports.ts'
import { operatorSpecs } from './specs.ts'

const parse = (config: object) => spec.config.safeParse({ source: 'return message', ...config })
const reason = (config: object) => parse(config).error?.issues[0]?.message
const line = (source: string, language = 'typescript') => spec.summarise(spec.config.parse({ source, language }))

describe('the options of code', () => {
  it('have limits for time, memory and batches', () => {
    expect(parse({}).data).toMatchObject({ language: 'typescript', timeoutMs: 1_000, memoryMb: 128, maxBatch: 256 })
    for (const wrong of [{ timeoutMs: 10 }, { memoryMb: 16 }, { maxBatch: 0 }, { language: 'python' }]) {
      expect(parse(wrong).success, JSON.stringify(wrong)).toBe(false)
    }
  })

  it('refuse code that is not there', () => {
    expect(reason({ source: ' \n ' })).toContain('Write the code')
  })

  it('refuse outputs that cannot be ports, with the reason', () => {
    for (const name of ['', 'a b', 'a.b', 'in', 'out', 'errors'])
      expect(reason({ outputs: [name] })).toMatch(/letters, digits/)
    expect(reason({ outputs: ['a', 'b', 'a'] })).toBe('Two outputs have the same name.')
  })
})

describe('the ports of code', () => {
  const outputs = (config: unknown) => specForNode(spec, config, {}).outputs

  it('are out, and those that are listed', () => {
    expect(outputs({ outputs: ['alerts', 'late'] })).toEqual(['out', 'alerts', 'late'])
  })

  it('are out alone for a config that is anything else', () => {
    for (const config of [null, 7, {}, { outputs: 'x' }, { outputs: [null, 3, 'out', {}, 'a.b'] }]) {
      expect(outputs(config)).toEqual(['out'])
    }
  })
})

describe('the line on the card', () => {
  it('is a comment that the code begins with', () => {
    expect(line('// adds a field\nreturn message')).toBe('adds a field')
    expect(line('\n/* adds a field */ return message')).toBe('adds a field')
    expect(line('/** Adds a field. */\nreturn message')).toBe('Adds a field.')
    expect(line(`// ${'x'.repeat(200)}`)).toBe(`${'x'.repeat(80)}…`)
  })

  it('counts the lines of code that says nothing of itself', () => {
    expect(line('return message')).toBe('runs 1 line of TypeScript')
    expect(line('//\nconst a = 1\nreturn message\n', 'javascript')).toBe('runs 3 lines of JavaScript')
  })
})

it('asks for trust, so no fix brings it in, though values come out of it decoded', () => {
  expect(spec.grants).toEqual(['code'])
  expect(findDecoder(operatorSpecs)?.id).toBe('deserialize')
})
