import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createMessage, createOrigin, type Message } from '../../../message.ts'
import type { KeyedPorts } from '../../keyed.ts'
import { compileCel } from '../cel.ts'
import { windowConfig } from './config.ts'
import { createWindowStep } from './create.ts'
import { createState, enqueue, takeDue, type WindowState } from './state.ts'

const entry = (timestamp: number, value: unknown) => ({ timestamp, value, message: null })

describe('the queue of a window', () => {
  it('hands out what is due by timestamp, and what has one timestamp in the order it came', () => {
    const { queue } = createState(0)
    for (const [timestamp, value] of [
      [3, 'a'],
      [1, 'b'],
      [3, 'c'],
      [2, 'd'],
      [5, 'e'],
      [1, 'f'],
    ] as const) {
      enqueue(queue, entry(timestamp, value))
    }
    expect(takeDue(queue, 0)).toEqual([])
    expect(takeDue(queue, 3).map(({ value }) => value)).toEqual(['b', 'f', 'd', 'a', 'c'])
    expect(queue).toEqual([entry(5, 'e')])
  })
})

const configs = fc.record({
  windowing: fc.constantFrom(
    { kind: 'tumbling', lengthMs: 7 },
    { kind: 'sliding', lengthMs: 9, offsetMs: 4 },
    { kind: 'session', gapMs: 3 },
    { kind: 'all' },
  ),
  clock: fc.constantFrom({ kind: 'system' }, { kind: 'event', timestamp: 'value', waitMs: 10 }),
  ordered: fc.boolean(),
  aggregate: fc.constantFrom(
    ...['count', 'sum', 'mean', 'min', 'max', 'first', 'last', 'collect'].map((kind) => ({ kind })),
    { kind: 'fold', initial: '[]', accumulator: 'accumulator + [10 / int(value), topic]', merger: 'left + right' },
  ),
})

type Save = (state: WindowState) => WindowState

/** A window step with one key, called by hand; the value of a message is its timestamp too. */
function createByHand(options: object, save: Save = (state) => state) {
  let now = 0
  let state: WindowState | undefined
  const sent: (readonly [port: string, value: unknown, id: string | undefined, code: string | undefined])[] = []
  const emit = (port: string, { value, properties, failure }: Message) =>
    sent.push([port, value, properties.window_id, failure?.code])
  const step = createWindowStep(windowConfig.parse(options), {
    now: () => now,
    compile: compileCel,
    create: (value: unknown, rest = {}) => createMessage(value, createOrigin('made', ''), rest),
  } as unknown as KeyedPorts)
  const keep = (next: WindowState | undefined) => {
    state = next === undefined ? undefined : save(next)
  }
  return {
    sent,
    message(at: number, value: number) {
      now = at
      keep(step.onMessage('k', state, createMessage(value, createOrigin('read', String(at))), emit))
    },
    /** Wakes the key if it wants to be woken by then, or in any case. */
    timer(at: number, isForced = false) {
      if (state !== undefined && (isForced || (step.wakeAt(state) ?? at + 1) <= at))
        keep(step.onTimer('k', state, at, emit))
    },
    end() {
      if (state !== undefined) step.onEnd('k', state, emit)
    },
  }
}

/** What is sent for these messages, a millisecond after each other, when `save` stands between any two calls. */
function emitted(options: object, values: readonly number[], save: Save) {
  const { sent, message, timer, end } = createByHand(options, save)
  for (const [at, value] of values.entries()) {
    timer(at)
    message(at, value)
  }
  end()
  return sent
}

/** Throws for anything that is no plain data, or that JSON would turn into something else. */
function plainCopy(state: WindowState): WindowState {
  const copy = JSON.parse(JSON.stringify(state)) as WindowState
  expect(copy).toEqual(state)
  return copy
}

describe('the state of a window', () => {
  it('is plain data: saved and restored between any two messages, nothing else comes out', () => {
    fc.assert(
      fc.property(configs, fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 20 }), (options, values) => {
        expect(emitted(options, values, plainCopy)).toEqual(emitted(options, values, (state) => state))
      }),
      { seed: 7, numRuns: 300 },
    )
  })
})

describe('the time of a key', () => {
  it('stands still while the system clock goes back', () => {
    const { sent, message, end } = createByHand({ windowing: { kind: 'tumbling', lengthMs: 10 } })
    message(12, 1)
    message(5, 2)
    end()
    expect(sent.map(([, value]) => value)).toEqual([
      { window_id: 1, open_time: 10, close_time: 20, value: 2 },
      { window_id: 1, open_time: 10, close_time: 20, merged_ids: [] },
    ])
  })

  it('does not go back by a timer either', () => {
    const { sent, message, timer } = createByHand({
      windowing: { kind: 'tumbling', lengthMs: 1_000 },
      clock: { kind: 'event', timestamp: 'value', waitMs: 0 },
    })
    message(100, 10)
    message(120, 35)
    timer(90, true)
    message(91, 34)
    expect(sent).toEqual([['late', 34, '0', undefined]])
  })
})
