import { describe, expect, test } from 'vitest'
import { consumerOptions } from '../../../shared/operators/lib/pulsar/consumer-options.ts'
import { countDiffering, presetTableOf, standingOf } from './presets.ts'

const table = presetTableOf(consumerOptions.prefault({}))

describe('presets', () => {
  test('the table is found through optional and prefault', () => {
    expect(table?.presets['high-throughput']).toMatchObject({ receiverQueueSize: 50_000 })
  })

  test('the preset fills a field that was left out', () => {
    expect(standingOf('receiverQueueSize', undefined, undefined, table, 'high-throughput')).toEqual({
      own: undefined,
      given: 50_000,
      fromPreset: true,
      differs: false,
    })
  })

  test('without a preset the defaults fill it, and nothing differs', () => {
    expect(standingOf('receiverQueueSize', 7, undefined, table, 'none')).toMatchObject({ given: 1_000, differs: false })
  })

  test('an own value that is another one differs; the same value does not', () => {
    expect(standingOf('receiverQueueSize', 7, undefined, table, 'high-throughput').differs).toBe(true)
    expect(standingOf('receiverQueueSize', 50_000, undefined, table, 'high-throughput').differs).toBe(false)
    expect(countDiffering({ receiverQueueSize: 7, consumerType: 'Shared' }, table, 'high-throughput')).toBe(1)
  })
})
