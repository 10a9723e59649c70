import { describe, expect, test } from 'vitest'
import type { StreamListener } from '../../shared/ipc/contract.ts'
import type { TapBatch, TapRow } from '../../shared/run/tap.ts'
import { createTail, pauseBudget, rowsKept, samplingOf } from './tails.ts'

/** A tail whose stream and frames the test drives by hand. */
function handDriven() {
  let on!: StreamListener<TapBatch>
  let frame: (() => void) | null = null
  let seen = 0
  let closed = 0
  const tail = createTail(
    (listener) => {
      on = listener
      return { close: () => (closed += 1) }
    },
    (work) => {
      frame = work
    },
  )
  const send = (count: number, { skipped = 0 } = {}) => {
    const rows = Array.from({ length: count }, (_, index) => row(seen + index))
    seen += count + skipped
    on.event({ rows, seen, shown: seen - skipped, undecodable: 0 })
  }
  const nextFrame = () => {
    const work = frame
    frame = null
    work?.()
  }
  return {
    tail,
    send,
    nextFrame,
    end: (...args: Parameters<NonNullable<typeof on.end>>) => on.end?.(...args),
    isClosed: () => closed,
  }
}

function row(seq: number): TapRow {
  return {
    seq,
    at: seq,
    topic: null,
    key: null,
    properties: {},
    eventTime: null,
    publishTime: 0,
    redeliveryCount: 0,
    messageId: `m${seq}`,
    origin: 'orders m0',
    value: { form: 'json', text: '{}', size: 2, truncated: false },
  }
}

const numbers = (tail: ReturnType<typeof createTail>) => tail.state().lines.map((line) => line.row.seq)

describe('a tail', () => {
  test('gathers batches and tells once a frame', () => {
    const { tail, send, nextFrame } = handDriven()
    let told = 0
    tail.subscribe(() => (told += 1))
    send(2)
    send(3)
    expect(tail.state().lines).toEqual([])
    nextFrame()
    expect(numbers(tail)).toEqual([0, 1, 2, 3, 4])
    expect(told).toBe(1)
  })

  test('keeps the newest rows, and no more, even when no frame comes', () => {
    const { tail, send, nextFrame } = handDriven()
    send(rowsKept)
    nextFrame()
    send(rowsKept + 10)
    nextFrame()
    expect(tail.state().lines).toHaveLength(rowsKept)
    expect(numbers(tail).at(-1)).toBe(2 * rowsKept + 9)
  })

  test('a pause loses nothing within its budget and shows everything afterwards, in order', () => {
    const { tail, send, nextFrame } = handDriven()
    send(2)
    nextFrame()
    tail.pause()
    send(3)
    nextFrame()
    expect(numbers(tail)).toEqual([0, 1])
    expect(tail.state()).toMatchObject({ paused: true, held: 3, missed: 0, seen: 5 })
    tail.resume()
    nextFrame()
    expect(numbers(tail)).toEqual([0, 1, 2, 3, 4])
    expect(tail.state()).toMatchObject({ paused: false, held: 0 })
  })

  test('rows that exceed the budget of a pause are counted as missed', () => {
    const { tail, send, nextFrame } = handDriven()
    tail.pause()
    send(pauseBudget)
    send(7)
    nextFrame()
    expect(tail.state()).toMatchObject({ held: pauseBudget, missed: 7 })
    tail.pause()
    tail.resume()
    nextFrame()
    expect(tail.state().lines.at(-1)!.row.seq).toBe(pauseBudget - 1)
  })

  test('numbers lines so that each keeps its identity', () => {
    const { tail, send, nextFrame } = handDriven()
    send(2)
    nextFrame()
    send(1)
    nextFrame()
    expect(tail.state().lines.map((line) => line.number)).toEqual([0, 1, 2])
  })

  test('says why the stream ended, and keeps what it has', () => {
    const { tail, send, nextFrame, end } = handDriven()
    send(1)
    end({ code: 'SLUICE-EXPRESSION-SYNTAX', message: 'The filter is not complete.' })
    nextFrame()
    expect(tail.state()).toMatchObject({ ended: true, failure: { code: 'SLUICE-EXPRESSION-SYNTAX' } })
    expect(numbers(tail)).toEqual([0])
  })

  test('closing ends the stream and tells nobody any more', () => {
    const { tail, send, nextFrame, isClosed } = handDriven()
    let told = 0
    tail.subscribe(() => (told += 1))
    send(1)
    tail.close()
    nextFrame()
    expect(told).toBe(0)
    expect(isClosed()).toBe(1)
  })
})

describe('sampling', () => {
  test('is told as one in so many, and not at all when every message is here', () => {
    expect(samplingOf({ seen: 81_230, sent: 2_000 }, false)).toBe(41)
    expect(samplingOf({ seen: 2_000, sent: 2_000 }, false)).toBeNull()
    expect(samplingOf({ seen: 10, sent: 0 }, false)).toBeNull()
  })

  test('is not claimed of a filtered tail', () => {
    expect(samplingOf({ seen: 81_230, sent: 2_000 }, true)).toBeNull()
  })
})
