import { describe, expect, test } from 'vitest'
import { createOrigin } from '../../shared/message.ts'
import { emptyLedger } from '../../shared/run/ledger.ts'
import { Book, End } from './book.ts'
import { InFlight } from './in-flight.ts'

function setUp() {
  const acked: unknown[] = []
  const inFlight = new InFlight(100_000, 1_000_000)
  const book = new Book()
  const tracker = inFlight.track(book, { settled: (id) => acked.push(id) })
  const open = (id: number) => {
    const origin = createOrigin('numbers', String(id), { size: 1 })
    inFlight.open(tracker, origin, id, 0)
    return origin
  }
  return { acked, inFlight, book, open }
}

describe('the account of messages in flight', () => {
  test('refuses to settle twice', () => {
    const { inFlight, open } = setUp()
    const origin = open(1)
    inFlight.end(origin, End.delivered)
    expect(() => inFlight.end(origin, End.delivered)).toThrow('Message 1 of numbers is not open')
  })

  test('refuses to settle twice even when the slot has been given to another message', () => {
    const { acked, inFlight, open } = setUp()
    const first = open(1)
    inFlight.end(first, End.delivered)
    const second = open(2)
    expect(second.token).toBe(first.token)
    expect(() => inFlight.end(first, End.delivered)).toThrow('Message 1')
    expect(acked).toEqual([1])
  })

  test('refuses what was never received, and a copy of an origin', () => {
    const { inFlight, open } = setUp()
    expect(() => inFlight.end(createOrigin('numbers', '9'), End.dropped)).toThrow('Message 9')
    expect(() => inFlight.add({ ...open(1) }, 1)).toThrow('Message 1')
  })

  test('acknowledges after the last branch only, and enters the gravest end', () => {
    const { acked, inFlight, book, open } = setUp()
    const origin = open(1)
    inFlight.add(origin, 2)
    inFlight.end(origin, End.delivered)
    inFlight.end(origin, End.deadLettered)
    expect(acked).toEqual([])
    expect(inFlight.ledger(book)).toEqual({ ...emptyLedger, received: 1, inFlight: 1 })
    inFlight.end(origin, End.dropped)
    expect(acked).toEqual([1])
    expect(inFlight.ledger(book)).toEqual({ ...emptyLedger, received: 1, deadLettered: 1 })
  })

  test('grows with what is open, and keeps every slot apart', () => {
    const { acked, inFlight, book, open } = setUp()
    const origins = Array.from({ length: 10_000 }, (_, id) => open(id))
    expect(new Set(origins.map(({ token }) => token)).size).toBe(10_000)
    expect(inFlight.bytes).toBe(10_000)
    for (const origin of origins) inFlight.end(origin, End.delivered)
    expect(acked.length).toBe(10_000)
    expect(inFlight.ledger(book)).toEqual({ ...emptyLedger, received: 10_000, delivered: 10_000 })
    expect([inFlight.count, inFlight.bytes]).toEqual([0, 0])
  })

  test('lists what has been open since a time, oldest first', () => {
    const { inFlight, open } = setUp()
    const [first, , third] = [open(1), open(2), open(3)]
    inFlight.end(first!, End.delivered)
    inFlight.end(third!, End.delivered)
    expect(inFlight.openSince(0).map(({ origin }) => origin.messageId)).toEqual(['2'])
    expect(inFlight.openSince(-1)).toEqual([])
  })
})

describe('messages that touch state', () => {
  function setUpHolding() {
    const acked: unknown[] = []
    const held: unknown[] = []
    const inFlight = new InFlight(100_000, 1_000_000)
    const acks = { settled: (id: unknown) => acked.push(id), hold: (id: unknown) => held.push(id) }
    const tracker = inFlight.track(new Book(), acks)
    const open = (id: number) => {
      const origin = createOrigin('numbers', String(id))
      inFlight.open(tracker, origin, id, 0)
      return origin
    }
    return { acked, held, inFlight, tracker, open }
  }

  test('are held instead of acknowledged, whatever else becomes of them, and others are not', () => {
    const { acked, held, inFlight, open } = setUpHolding()
    inFlight.holdTouched()
    const [one, two] = [open(1), open(2)]
    inFlight.add(one, 2)
    inFlight.touch(one)
    inFlight.touch(one)
    for (const end of [End.dropped, End.delivered, End.released]) inFlight.end(one, end)
    inFlight.end(two, End.delivered)
    expect([acked, held, inFlight.count]).toEqual([[2], [1], 0])
  })

  test('are counted while they are open', () => {
    const { inFlight, open } = setUpHolding()
    inFlight.holdTouched()
    const origins = [open(1), open(2), open(3)]
    for (const origin of origins.slice(0, 2)) inFlight.touch(origin)
    expect(inFlight.touched).toBe(2)
    for (const origin of origins) inFlight.end(origin, End.delivered)
    expect(inFlight.touched).toBe(0)
    inFlight.touch(open(4))
    inFlight.close('returned')
    expect(inFlight.touched).toBe(0)
  })

  test('leave no mark on the message that gets their slot', () => {
    const { acked, held, inFlight, open } = setUpHolding()
    inFlight.holdTouched()
    const first = open(1)
    inFlight.touch(first)
    inFlight.end(first, End.absorbed)
    inFlight.end(open(2), End.delivered)
    expect([acked, held]).toEqual([[2], [1]])
  })

  test('are acknowledged like others when nobody saves state', () => {
    const { acked, held, inFlight, open } = setUpHolding()
    const origin = open(1)
    inFlight.touch(origin)
    inFlight.end(origin, End.delivered)
    expect([acked, held]).toEqual([[1], []])
  })

  test('are found by topic and id while they are open', () => {
    const { inFlight, tracker, open } = setUpHolding()
    const origin = open(1)
    expect(tracker.has(createOrigin('numbers', '1'))).toBe(true)
    expect([tracker.has(createOrigin('letters', '1')), tracker.has(createOrigin('numbers', '2'))]).toEqual([
      false,
      false,
    ])
    inFlight.end(origin, End.delivered)
    expect([tracker.has(origin), tracker.isEmpty]).toEqual([false, true])
  })
})

describe('a pause', () => {
  test('lets nothing in until it is over, however often it was asked for', async () => {
    const { inFlight, open } = setUp()
    const order: string[] = []
    inFlight.pause()
    inFlight.pause()
    void inFlight.whenResumed().then(() => order.push('resumed'))
    void inFlight.whenSettled().then(() => order.push('look again'))
    expect([inFlight.isPaused, inFlight.free <= 0, inFlight.hasRoom(1)]).toEqual([true, true, false])
    inFlight.resume()
    await Promise.resolve()
    expect([order, inFlight.hasRoom(1)]).toEqual([[], false])
    inFlight.resume()
    await Promise.resolve()
    expect(order.toSorted()).toEqual(['look again', 'resumed'])
    expect([inFlight.isPaused, inFlight.free, inFlight.hasRoom(1)]).toEqual([false, 100_000, true])
    inFlight.end(open(1), End.delivered)
  })

  test('is over when the run is', async () => {
    const { inFlight } = setUp()
    inFlight.pause()
    const resumed = inFlight.whenResumed()
    inFlight.close('returned')
    await resumed
    expect(inFlight.isPaused).toBe(false)
  })
})
