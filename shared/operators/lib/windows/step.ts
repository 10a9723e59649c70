import { toFailure } from '../../../ipc/failure.ts'
import type { Message } from '../../../message.ts'
import type { KeyedPorts } from '../../keyed.ts'
import type { Aggregate } from './aggregate.ts'
import type { WindowClock } from './clock.ts'
import { createState, detached, enqueue, type OpenWindow, type TimedValue, takeDue, type WindowState } from './state.ts'
import type { Windower } from './windower.ts'

export interface WindowParts {
  readonly windower: Windower
  readonly clock: WindowClock
  readonly aggregate: Aggregate
  /** Values wait for the watermark and are applied by timestamp; otherwise as they come. */
  readonly ordered: boolean
}

type Send = (port: 'out' | 'late' | 'meta' | 'errors', message: Message) => unknown

const never: Send = () => {}

/**
 * Windows by key, as the engine calls a stateful step. The order of things is that of Bytewax's window operator: a message that is late goes
 * to `late`; any other is applied at once, or waits in the queue; what the watermark has reached is applied; windows it has passed
 * are closed, in the order they were opened, each by its value and then its metadata.
 */
export class WindowStep {
  private readonly parts: WindowParts
  private readonly ports: KeyedPorts
  private readonly ordered: boolean
  /** Of the call that is going on. */
  private key = ''
  private emit: Send = never
  private input: Message | null = null
  private inputEntry: TimedValue | null = null

  constructor(parts: WindowParts, ports: KeyedPorts) {
    this.parts = parts
    this.ports = ports
    this.ordered = parts.ordered && parts.windower.canOrder
  }

  onMessage(key: string, known: WindowState | undefined, message: Message, emit: Send): WindowState | undefined {
    const { clock, aggregate, windower } = this.parts
    const now = known === undefined ? this.ports.now() : Math.max(this.ports.now(), known.now)
    const timestamp = clock.timestampOf(message, now)
    const value = aggregate.valueOf(message)
    const state = known ?? createState(now)
    state.now = now
    const watermark = clock.observe(state, timestamp)
    this.begin(key, emit)
    if (windower.lateFor !== null && timestamp < watermark) this.sendLate(message, windower.lateFor(timestamp))
    else this.take(state, { timestamp, value, message: aggregate.needsMessage ? detached(message) : null }, message)
    return this.advance(state, watermark)
  }

  wakeAt(state: WindowState): number | null {
    const { clock, windower } = this.parts
    let mark = Number.POSITIVE_INFINITY
    for (const window of state.windows) mark = Math.min(mark, windower.closesAt(window))
    const next = state.queue[0]
    if (next !== undefined) mark = Math.min(mark, windower.firstCloseAfter(next.timestamp))
    return mark === Number.POSITIVE_INFINITY ? null : clock.whenReached(state, mark)
  }

  onTimer(key: string, state: WindowState, now: number, emit: Send): WindowState | undefined {
    this.begin(key, emit)
    state.now = Math.max(now, state.now)
    return this.advance(state, this.parts.clock.watermark(state))
  }

  onEnd(key: string, state: WindowState, emit: Send): undefined {
    this.begin(key, emit)
    this.advance(state, Number.POSITIVE_INFINITY)
  }

  private begin(key: string, emit: Send): void {
    this.key = key
    this.emit = emit
    this.input = null
    this.inputEntry = null
  }

  private take(state: WindowState, entry: TimedValue, message: Message): void {
    this.input = message
    this.inputEntry = entry
    if (this.ordered) enqueue(state.queue, entry)
    else this.apply(state, entry)
  }

  /** Applies what is due and closes what has passed. Undefined when there is nothing left to know of the key. */
  private advance(state: WindowState, watermark: number): WindowState | undefined {
    for (const entry of takeDue(state.queue, watermark)) this.apply(state, entry)
    this.closeDue(state, watermark)
    const isEmpty = state.windows.length === 0 && state.queue.length === 0
    return isEmpty && this.parts.windower.forgetsKeys ? undefined : state
  }

  /** A value that cannot be applied leaves all windows as they were. */
  private apply(state: WindowState, entry: TimedValue): void {
    const undo = this.parts.aggregate.needsMessage ? copyWindows(state) : null
    try {
      this.put(state, entry)
    } catch (thrown) {
      if (undo === null) throw thrown
      Object.assign(state, undo)
      this.sendFailed(entry, thrown)
    }
  }

  private put(state: WindowState, entry: TimedValue): void {
    const { aggregate, windower } = this.parts
    const { windows, merges } = windower.place(state, entry.timestamp)
    for (const window of windows) {
      const held = window.accumulator === undefined ? aggregate.begin(entry) : window.accumulator
      window.accumulator = aggregate.add(held, entry)
    }
    for (const { from, into } of merges) into.accumulator = aggregate.merge(into.accumulator, from.accumulator)
  }

  private closeDue(state: WindowState, watermark: number): void {
    const { windower } = this.parts
    let open = 0
    for (const window of state.windows) if (windower.closesAt(window) > watermark) open++
    if (open === state.windows.length) return
    const { windows } = state
    state.windows = open === 0 ? [] : windows.filter((window) => windower.closesAt(window) > watermark)
    for (const window of windows) if (windower.closesAt(window) <= watermark) this.sendClosed(window)
  }

  private sendClosed({ id, openTime, closeTime, mergedIds, accumulator }: OpenWindow): void {
    const rest = { key: this.key, eventTime: closeTime }
    const times = { window_id: id, open_time: openTime, close_time: closeTime }
    const value = this.parts.aggregate.result(accumulator)
    this.emit('out', this.ports.create({ ...times, value }, rest))
    this.emit('meta', this.ports.create({ ...times, merged_ids: mergedIds.toSorted((a, b) => a - b) }, rest))
  }

  /** One copy for each window it missed. */
  private sendLate(message: Message, ids: readonly number[]): void {
    for (const id of ids) {
      this.emit('late', { ...message, properties: { ...message.properties, window_id: String(id) } })
    }
  }

  /** The input itself where it is the one that failed, so that its own delivery ends there; an earlier one as it was kept. */
  private sendFailed(entry: TimedValue, thrown: unknown): void {
    const message = entry === this.inputEntry ? this.input : entry.message
    if (message === null) throw thrown
    this.emit('errors', { ...message, failure: toFailure(thrown, 'SLUICE-STEP-FAILED') })
  }
}

/** All that applying a value changes. Accumulators of expressions are replaced, never changed in place. */
function copyWindows({ lastId, windows }: WindowState): Pick<WindowState, 'lastId' | 'windows'> {
  return { lastId, windows: windows.map((window) => ({ ...window, mergedIds: [...window.mergedIds] })) }
}
