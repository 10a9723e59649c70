import { beforeEach, describe, expect, test } from 'vitest'
import type { StreamListener } from '../../shared/ipc/contract.ts'
import type { TapBatch } from '../../shared/run/tap.ts'
import { exampleRow } from '../messages/testing/example-row.ts'
import { createSamples, samplesKept } from './samples.ts'

const batch = (count: number, from = 0): TapBatch => ({
  rows: Array.from({ length: count }, (_, index) => exampleRow({ n: from + index })),
  seen: count,
  shown: count,
  undecodable: 0,
})

/** Taps by wire, opened by the samples and driven by the test. */
const taps = new Map<string, StreamListener<TapBatch>>()
const open = (edge: string, on: StreamListener<TapBatch>) => {
  taps.set(edge, on)
  return { close: () => void taps.delete(edge) }
}

beforeEach(() => taps.clear())

describe('samples', () => {
  test('keep the newest rows of a wire, and stay when nobody watches any more', () => {
    const samples = createSamples()
    samples.follow(open)
    const unwatch = samples.watch('a')
    taps.get('a')!.event(batch(samplesKept))
    taps.get('a')!.event(batch(3, 1_000))
    unwatch()
    expect(taps.size).toBe(0)
    expect(samples.rows('a')).toHaveLength(samplesKept)
    expect(samples.rows('a').at(-1)!.value.text).toBe('{"n":1002}')
  })

  test('a second look repeats nothing, since the tap begins with what it remembers', () => {
    const samples = createSamples()
    samples.follow(open)
    samples.watch('a')()
    const unwatch = samples.watch('a')
    taps.get('a')!.event(batch(2))
    unwatch()
    samples.watch('a')
    taps.get('a')!.event(batch(3))
    expect(samples.rows('a')).toHaveLength(3)
  })

  test('a wire that two watch is looked at once, until both have gone', () => {
    const samples = createSamples()
    samples.follow(open)
    const [first, second] = [samples.watch('a'), samples.watch('a')]
    first()
    expect(taps.size).toBe(1)
    second()
    expect(taps.size).toBe(0)
  })

  test('a wire that is watched before the run begins is looked at when it does, and its old rows go', () => {
    const samples = createSamples()
    samples.follow(open)
    samples.watch('a')
    taps.get('a')!.event(batch(2))
    samples.follow(null)
    expect(taps.size).toBe(0)
    expect(samples.rows('a')).toHaveLength(0)
    samples.follow(open)
    expect([...taps.keys()]).toEqual(['a'])
  })

  test('tell when rows come, and give the same list while none do', () => {
    const samples = createSamples()
    samples.follow(open)
    samples.watch('a')
    let told = 0
    samples.subscribe(() => (told += 1))
    taps.get('a')!.event(batch(1))
    taps.get('a')!.event(batch(0))
    expect(told).toBe(1)
    expect(samples.rows('a')).toBe(samples.rows('a'))
    expect(samples.rows('nothing')).toBe(samples.rows('neither'))
  })
})
