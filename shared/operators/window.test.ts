import { describe, expect, it } from 'vitest'
import { runGraph, runOperator } from '../../main/engine/testing/harness.ts'
import {
  at,
  byEvent,
  type Closed,
  closed,
  results,
  tumbling,
  windowGraph,
} from './lib/windows/testing/window-messages.ts'

const list = { kind: 'collect', of: 'value.v' }

describe('window', () => {
  it('sends a result and metadata for each window, in the order they close, with the key and the end as event time', async () => {
    const { outputs, ledger } = await runOperator(
      'window',
      { windowing: tumbling, clock: byEvent(), aggregate: list },
      at('a1 b2 a12 a25'),
    )
    expect(results(outputs.out)).toEqual([
      ['a', 0, [0]],
      ['a', 1, [2]],
      ['a', 2, [3]],
      ['b', 0, [1]],
    ])
    expect(outputs.out?.[0]).toMatchObject({ key: 'a', eventTime: 10, properties: {}, topic: null })
    expect(closed(outputs.meta)[1]).toEqual({ window_id: 1, open_time: 10, close_time: 20, merged_ids: [] })
    expect(outputs.meta?.map(({ key, eventTime }) => [key, eventTime])).toEqual(
      outputs.out?.map(({ key, eventTime }) => [key, eventTime]),
    )
    expect(ledger).toMatchObject({ received: 4, absorbed: 4, delivered: 0, dropped: 0, inFlight: 0 })
  })

  it('puts the moment a window opens into it, and the moment it ends into the next', async () => {
    const { outputs } = await runOperator(
      'window',
      { windowing: { ...tumbling, alignTo: 3 }, clock: byEvent(), aggregate: list },
      at('a2 a3 a12 a13'),
    )
    expect(results(outputs.out)).toEqual([
      ['a', -1, [0]],
      ['a', 0, [1, 2]],
      ['a', 1, [3]],
    ])
  })

  it.each(['1970-01-01T00:00:00.003Z', '1970-01-01 01:00:00.003+0100', '3', 3])('is aligned to %s', async (alignTo) => {
    const { outputs } = await runOperator('window', { windowing: { ...tumbling, alignTo }, clock: byEvent() }, at('a5'))
    expect(closed(outputs.out)[0]).toMatchObject({ window_id: 0, open_time: 3, close_time: 13 })
  })

  it('puts a message into all sliding windows that are open at its time', async () => {
    const { outputs } = await runOperator(
      'window',
      { windowing: { kind: 'sliding', lengthMs: 10, offsetMs: 4 }, clock: byEvent(), aggregate: list },
      at('a9 a13'),
    )
    expect(results(outputs.out)).toEqual([
      ['a', 0, [0]],
      ['a', 1, [0, 1]],
      ['a', 2, [0, 1]],
      ['a', 3, [1]],
    ])
  })

  it('ends a session when nothing has followed for longer than the gap', async () => {
    const { outputs } = await runOperator(
      'window',
      { windowing: { kind: 'session', gapMs: 5 }, clock: byEvent(), aggregate: list },
      at('a0 a5 a11'),
    )
    expect(closed(outputs.out)).toEqual([
      { window_id: 0, open_time: 0, close_time: 5, value: [0, 1] },
      { window_id: 1, open_time: 11, close_time: 11, value: [2] },
    ])
  })

  it('merges sessions when a message out of order closes the gap', async () => {
    const config = { windowing: { kind: 'session', gapMs: 5 }, clock: byEvent(100), aggregate: list }
    const unordered = await runOperator('window', { ...config, ordered: false }, at('a10 a0 a5'))
    expect(closed(unordered.outputs.out)).toEqual([{ window_id: 1, open_time: 0, close_time: 10, value: [1, 0, 2] }])
    expect(closed(unordered.outputs.meta)[0]?.merged_ids).toEqual([0])
    const ordered = await runOperator('window', config, at('a10 a0 a5'))
    expect(closed(ordered.outputs.out)).toEqual([{ window_id: 0, open_time: 0, close_time: 10, value: [1, 2, 0] }])
  })

  it('sends a late message on once for each window it would have been in, and keeps it out of them', async () => {
    const { outputs, ledger } = await runOperator(
      'window',
      { windowing: { kind: 'sliding', lengthMs: 10, offsetMs: 5 }, clock: byEvent(2), aggregate: { kind: 'count' } },
      [{ key: 'a', value: { t: 20 } }, { key: 'a', value: { t: 17 }, properties: { p: 'x' } }, ...at('a18')],
    )
    expect(outputs.late).toMatchObject([
      { value: { t: 17 }, key: 'a', properties: { p: 'x', window_id: '2' } },
      { value: { t: 17 }, key: 'a', properties: { p: 'x', window_id: '3' } },
    ])
    expect(results(outputs.out)).toEqual([
      ['a', 2, 1],
      ['a', 3, 2],
      ['a', 4, 1],
    ])
    expect(ledger).toMatchObject({ received: 3, absorbed: 2, delivered: 1 })
  })

  it('drops late messages and metadata that nobody wants, under the names of their ports', async () => {
    const result = await runGraph(windowGraph({ windowing: tumbling, clock: byEvent() }), {
      feed: { read: at('a15 a1') },
    })
    expect(result.nodes.cut?.dropped).toEqual({ late: 1, meta: 1 })
    expect(result.ledger).toMatchObject({ received: 2, absorbed: 1, dropped: 1, inFlight: 0 })
    expect(result.fromState).toMatchObject({ received: 2, delivered: 1, dropped: 1, inFlight: 0 })
  })

  it('applies messages by timestamp when ordered, else as they came', async () => {
    const config = { windowing: tumbling, clock: byEvent(5), aggregate: list }
    const input = at('a4 a1 a4 a3')
    const ordered = await runOperator('window', config, input)
    expect(results(ordered.outputs.out)).toEqual([['a', 0, [1, 3, 0, 2]]])
    const unordered = await runOperator('window', { ...config, ordered: false }, input)
    expect(results(unordered.outputs.out)).toEqual([['a', 0, [0, 1, 2, 3]]])
  })

  it('takes the whole input as one window, whatever the times', async () => {
    const { outputs } = await runOperator(
      'window',
      { windowing: { kind: 'all' }, clock: byEvent(), aggregate: list },
      at('a50 a1 b3 a70'),
    )
    expect(closed(outputs.out)).toEqual([
      { window_id: 0, open_time: 1, close_time: 70, value: [0, 1, 3] },
      { window_id: 0, open_time: 3, close_time: 3, value: [2] },
    ])
    expect(outputs.late).toEqual([])
  })
})

describe('the options of a window', () => {
  it.each([
    [{ windowing: { kind: 'hopping' } }, 'windowing.kind'],
    [{ windowing: { kind: 'tumbling', lengthMs: 0 } }, 'windowing.lengthMs'],
    [{ windowing: { kind: 'sliding', lengthMs: 5, offsetMs: 6 } }, 'must not be longer than the length'],
    [{ windowing: { kind: 'sliding', lengthMs: 5_000_000, offsetMs: 1 } }, 'more than 1,000 windows'],
    [{ windowing: { kind: 'tumbling', alignTo: '2026-01-31T00:00:00' } }, 'ISO time with a zone'],
    [{ windowing: { kind: 'session', gapMs: -1 } }, 'windowing.gapMs'],
    [{ windowing: { kind: 'session', gap: 5 } }, 'gap'],
    [{ clock: { kind: 'event', waitMs: -1 } }, 'clock.waitMs'],
    [{ clock: { kind: 'event', timestamp: 'value.' } }, 'value.'],
    [{ aggregate: { kind: 'median' } }, 'aggregate.kind'],
    [{ aggregate: { kind: 'fold' } }, 'Give the expression that takes a message in'],
    [
      { windowing: { kind: 'session' }, ordered: false, aggregate: { kind: 'fold', accumulator: '1' } },
      'can merge: give the expression',
    ],
  ])('%j are refused by a sentence', async (config, words) => {
    const { failure } = await runOperator('window', config, [])
    expect(failure?.message).toContain(words)
  })

  it('have defaults: a count for each minute of arrival', async () => {
    const { outputs, failure } = await runOperator('window', {}, at('a1 a2'))
    expect(failure).toBeNull()
    expect(closed(outputs.out)[0]).toMatchObject({ value: 2 })
    const { open_time, close_time } = closed(outputs.out)[0] as Closed
    expect([open_time % 60_000, close_time - open_time]).toEqual([0, 60_000])
  })
})
