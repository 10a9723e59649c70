import type { Message } from '../../shared/message.ts'
import type { Hand } from './by-hand.ts'
import type { OperatorCase } from './case.ts'
import { orderMessage } from './orders.ts'

const keyOf = (message: Message) => message.key as string

export const statefulMap: OperatorCase = {
  config: { state: 'state == null ? value.total : state + value.total' },
  message: orderMessage,
  byHand(hand) {
    const total = hand.compile('state == null ? value.total : state + value.total', { variables: ['state'] })
    const totals = new Map<string, unknown>()
    return {
      take(message) {
        const value = total.evaluate(message, { state: totals.get(keyOf(message)) })
        totals.set(keyOf(message), value)
        hand.send({ ...message, value }, 1)
      },
    }
  },
}

const capacity = 256

/** Every id twice in a row, and forgotten before it comes again. */
export const deduplicate: OperatorCase = {
  config: { id: 'properties.id', capacity },
  message: (id) => orderMessage(id, { properties: { id: `ORD-${id >> 1}` } }),
  byHand(hand) {
    const idOf = hand.compile('properties.id')
    const ttlMs = 3_600_000
    const firstMet = new Map<string, number>()
    return {
      take(message) {
        const id = idOf.evaluate(message) as string
        const now = Date.now()
        const met = firstMet.get(id)
        firstMet.delete(id)
        if (met !== undefined && now - met < ttlMs) {
          firstMet.set(id, met)
          return hand.drop(message)
        }
        firstMet.set(id, now)
        if (firstMet.size > capacity) firstMet.delete(firstMet.keys().next().value as string)
        hand.send(message, 1)
      },
    }
  },
}

export const collect: OperatorCase = {
  config: { maxSize: 10 },
  message: orderMessage,
  byHand(hand) {
    const timeoutMs = 10_000
    const lists = new Map<string, { values: unknown[]; timer: NodeJS.Timeout }>()
    const send = (key: string, values: unknown[]) => {
      clearTimeout(lists.get(key)?.timer)
      lists.delete(key)
      hand.make(values, { key }, 1)
    }
    const begin = (key: string) => {
      const values: unknown[] = []
      const list = { values, timer: setTimeout(() => send(key, values), timeoutMs) }
      lists.set(key, list)
      return list
    }
    return {
      take(message) {
        const key = keyOf(message)
        const known = lists.get(key)
        const list = known ?? begin(key)
        if (list === known) list.timer.refresh()
        list.values.push(message.value)
        if (list.values.length === 10) send(key, list.values)
        hand.absorb(message)
      },
      end() {
        for (const [key, { values }] of [...lists]) send(key, values)
      },
    }
  },
}

/** Every message comes in on both sides. */
export const join: OperatorCase = {
  config: {},
  edges: ['feed.out>tested.left', 'feed.out>tested.right', 'tested.out>end.in'],
  message: orderMessage,
  byHand(hand) {
    const waiting = new Map<string, { left?: unknown; right?: unknown }>()
    const insert = (message: Message, side: 'left' | 'right') => {
      const key = keyOf(message)
      const row = waiting.get(key) ?? {}
      row[side] = message.value
      if (row.left !== undefined && row.right !== undefined) {
        waiting.delete(key)
        hand.make({ left: row.left, right: row.right }, { key }, 2)
      } else waiting.set(key, row)
      hand.absorb(message)
    }
    return {
      take(message) {
        hand.inFlight.add(message.origin, 1)
        insert(message, 'left')
        hand.wires[1]!++
        insert(message, 'right')
      },
    }
  },
}

const firstAt = 1_767_225_600_000
const lengthMs = 10_000
const waitMs = 1_000

/** Counts by key and ten seconds of event time. Messages are up to a second out of order; a key's window gets about a hundred. */
export const window: OperatorCase = {
  config: {
    windowing: { kind: 'tumbling', lengthMs },
    clock: { kind: 'event', timestamp: 'eventTime', waitMs },
    aggregate: { kind: 'count' },
  },
  edges: ['feed.out>tested.in', 'tested.out>end.in'],
  distinct: Number.POSITIVE_INFINITY,
  maxCount: 131_072,
  message: (id) => orderMessage(id, { value: id, eventTime: firstAt + id - ((id * 7_919) % 900) }),
  byHand(hand) {
    const timeOf = hand.compile('eventTime')
    const states = new Map<string, Counted>()
    const closeOnTime = (key: string, state: Counted) => {
      const [start] = state.counts.keys()
      const due = start === undefined ? Number.POSITIVE_INFINITY : state.since + start + lengthMs - state.base
      if (due >= state.timerAt) return
      clearTimeout(state.timer)
      state.timerAt = due
      state.timer = setTimeout(() => {
        state.timerAt = Number.POSITIVE_INFINITY
        closeWindows(hand, key, state, state.base + Date.now() - state.since)
        closeOnTime(key, state)
      }, due - Date.now())
    }
    return {
      take(message) {
        const now = Date.now()
        const key = keyOf(message)
        const time = timeOf.evaluate(message)
        if (typeof time !== 'number') throw new Error('It has no time.')
        const state = states.get(key) ?? newlyCounted(now)
        states.set(key, state)
        if (time - waitMs > state.base + now - state.since) {
          state.base = time - waitMs
          state.since = now
        }
        const watermark = state.base + now - state.since
        const start = time - (time % lengthMs)
        if (time >= watermark) state.counts.set(start, (state.counts.get(start) ?? 0) + 1)
        closeWindows(hand, key, state, watermark)
        closeOnTime(key, state)
        hand.absorb(message)
      },
      end() {
        for (const [key, state] of states) {
          clearTimeout(state.timer)
          closeWindows(hand, key, state, Number.POSITIVE_INFINITY)
        }
      },
    }
  },
}

interface Counted {
  /** The watermark was `base` when the clock showed `since`. */
  base: number
  since: number
  /** By the opening of the window. */
  readonly counts: Map<number, number>
  /** Rings when the first of them closes though no message comes. */
  timer: NodeJS.Timeout | undefined
  timerAt: number
}

function newlyCounted(since: number): Counted {
  const base = Number.MIN_SAFE_INTEGER
  return { base, since, counts: new Map(), timer: undefined, timerAt: Number.POSITIVE_INFINITY }
}

function closeWindows(hand: Hand, key: string, { counts }: Counted, watermark: number): void {
  for (const [start, count] of counts) {
    if (start + lengthMs > watermark) return
    counts.delete(start)
    const close_time = start + lengthMs
    const value = { window_id: start / lengthMs, open_time: start, close_time, value: count }
    hand.make(value, { key, eventTime: close_time }, 1)
  }
}
