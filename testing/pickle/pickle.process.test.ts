import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cpuTimeOf } from '../../shared/graph/testing/cpu-time.ts'
import { encodePickle, type PickleProtocol } from '../../shared/operators/lib/pickle/encode.ts'
import { anyValue } from '../../shared/operators/lib/pickle/testing/any-value.ts'
import { decodeOrFail } from '../../shared/operators/lib/pickle/testing/bytes.ts'
import { runScript, whyNoPython } from './python.ts'
import { type Tagged, untagged } from './tagged.ts'

const reason = whyNoPython()
if (reason !== null) console.log(`Skipped: pickles are not compared with Python's, as ${reason}.`)

const seed = '20260131'

interface Payload {
  readonly protocol: PickleProtocol
  readonly pickle: string
  readonly expected: Tagged
}

interface Mutant {
  readonly pickle: string
  readonly expected?: Tagged
}

interface Hostile {
  readonly name: string
  readonly pickle: string
  readonly code: string
  readonly armed: boolean
}

const bytesOf = ({ pickle }: { pickle: string }) => Buffer.from(pickle, 'base64')

describe.skipIf(reason !== null)('pickles of Python', () => {
  test('500 of protocols 0 to 5 are decoded as Python meant them', () => {
    const payloads = runScript<Payload>('payloads.py', { args: [seed, '500'] })
    const wrong = payloads.filter(
      (payload) => !isDeepStrictEqual(decodeOrFail(bytesOf(payload)), { value: untagged(payload.expected) }),
    )
    expect(wrong).toEqual([])
    expect(payloads.map(({ protocol }) => protocol).filter((protocol) => protocol === 5)).toHaveLength(83)
    expect(new Set(payloads.map(({ pickle }) => pickle)).size).toBeGreaterThan(450)
  })

  test('damaged ones are read as Python reads them, or not at all', () => {
    const payloads = runScript<Payload>('payloads.py', { args: [seed, '200'] })
    const input = payloads.map((payload) => JSON.stringify(payload)).join('\n')
    const mutants = runScript<Mutant>('mutants.py', { args: [seed, '4000'], input })
    const both = mutants.flatMap((mutant) => {
      const decoded = decodeOrFail(bytesOf(mutant))
      return 'value' in decoded && mutant.expected !== undefined ? [{ mutant, value: decoded.value }] : []
    })
    const wrong = both.filter(({ mutant, value }) => !isDeepStrictEqual(value, untagged(mutant.expected!)))
    expect(wrong).toEqual([])
    expect(both.length).toBeGreaterThan(250)
  })
})

describe.skipIf(reason !== null)('pickles for Python', () => {
  test('what is encoded in protocols 0 to 5 is loaded equal by both of its unpicklers', () => {
    const values = fc.sample(anyValue, { seed: Number(seed), numRuns: 100 })
    values.push([-0, Number.NaN, Number.NEGATIVE_INFINITY, 1e21, 5e-324], '\ud800', '\\u0041\r\n')
    values.push('x'.repeat(70_000), new Uint8Array(70_000), 2n ** 2_040n, -(2n ** 2_039n), [[[]], {}, [{}]])
    const cases = values.flatMap((value) => ([0, 1, 2, 3, 4, 5] as const).map((protocol) => ({ value, protocol })))
    const pickles = cases.map(({ value, protocol }) => Buffer.from(encodePickle(value, protocol)).toString('base64'))
    const loaded = runScript<Tagged>('load.py', { input: pickles.join('\n') })
    expect(loaded).toHaveLength(cases.length)
    const wrong = cases.filter(({ value }, index) => !isDeepStrictEqual(untagged(loaded[index] as Tagged), value))
    expect(wrong).toEqual([])
  })
})

describe.skipIf(reason !== null)('hostile pickles', () => {
  const folder = join(tmpdir(), `sluice-pickle-${process.pid}`)
  const canary = join(folder, 'canary')
  beforeAll(() => void mkdirSync(folder))
  afterAll(() => rmSync(folder, { recursive: true }))
  const cases = reason === null ? runScript<Hostile>('hostile.py', { args: [canary] }) : []

  test('there are more than fifty, and half as many would run something', () => {
    expect(cases.length).toBeGreaterThan(50)
    expect(cases.filter(({ armed }) => armed).length).toBeGreaterThan(25)
  })

  test.each(cases)('$name: $code', (hostile) => {
    const bytes = bytesOf(hostile)
    let outcome: ReturnType<typeof decodeOrFail> | undefined
    const before = process.resourceUsage().maxRSS
    const time = cpuTimeOf(() => {
      outcome = decodeOrFail(bytes)
    })
    expect(outcome).toEqual({ code: hostile.code })
    expect(time).toBeLessThan(1_000)
    expect((process.resourceUsage().maxRSS - before) / 1_024).toBeLessThan(256)
    expect(existsSync(canary)).toBe(false)
  })

  test('those that would run something do run it in Python', () => {
    const fired = runScript<{ name: string; fired: boolean }>('hostile.py', { args: [canary, '--fire'] })
    expect(fired).toHaveLength(cases.filter(({ armed }) => armed).length)
    expect(fired.filter(({ fired }) => !fired)).toEqual([])
  })
})
