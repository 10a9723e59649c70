import { toFailure } from '../../shared/ipc/failure.ts'
import { Credit } from './credit.ts'
import { type Clock, isTransient, type Logger } from './ports.ts'
import { retryDelay } from './retry.ts'
import type { Acknowledger } from './tracker.ts'

const groupSize = 1_000
const groupMs = 100

export interface AckGroupOptions {
  /** Where groups go. A transient rejection is tried again, any other is logged: those messages will come again. */
  readonly ack: (ids: readonly unknown[]) => Promise<void>
  readonly clock: Clock
  readonly random: () => number
  readonly log: Logger
  /** The source, as the log names it. */
  readonly label: string
}

/** What goes to the broker in one call. */
interface Group {
  readonly ids: readonly unknown[]
  /** Told whether the broker confirmed them. */
  readonly resolve?: (confirmed: boolean) => void
}

/** Acknowledges in groups: what came within 100 ms, or 1,000 ids, whichever is first. */
export class AckGroup implements Acknowledger {
  private readonly options: AckGroupOptions
  private ids = new Array<unknown>(groupSize)
  private size = 0
  private cancelTimer: (() => void) | null = null
  private readonly cancelRetries = new Set<() => void>()
  private unconfirmed = 0
  private closed = false
  private readonly confirmed = new Credit()

  constructor(options: AckGroupOptions) {
    this.options = options
  }

  /** Ids taken that the broker has not confirmed yet. */
  get waiting(): number {
    return this.size + this.unconfirmed
  }

  settled(id: unknown): void {
    this.ids[this.size++] = id
    if (this.size === groupSize) this.flush()
    else if (this.cancelTimer === null) this.startTimer()
  }

  /**
   * Sends these at once, beside the group that is being gathered. Resolves with whether the broker confirmed all of them: false when
   * some come again. Never resolves when the group is closed before.
   */
  async acknowledge(ids: readonly unknown[]): Promise<boolean> {
    if (this.closed) return false
    this.unconfirmed += ids.length
    const groups: Promise<boolean>[] = []
    for (let start = 0; start < ids.length; start += groupSize) {
      groups.push(new Promise((resolve) => void this.send({ ids: ids.slice(start, start + groupSize), resolve }, 1)))
    }
    return (await Promise.all(groups)).every((confirmed) => confirmed)
  }

  /** Sends what is there and resolves when every group has been confirmed or given up, or the group was closed. */
  async settle(): Promise<void> {
    this.flush()
    while (this.unconfirmed > 0 && !this.closed) await this.confirmed.wait()
  }

  /** Acknowledges nothing more, now or later. */
  close(): void {
    this.closed = true
    this.size = 0
    this.stopTimer()
    for (const cancel of this.cancelRetries) cancel()
    this.cancelRetries.clear()
    this.confirmed.grant()
  }

  private flush(): void {
    this.stopTimer()
    const { size } = this
    if (size === 0 || this.closed) return
    const ids = size === groupSize ? this.ids : this.ids.slice(0, size)
    if (size === groupSize) this.ids = new Array<unknown>(groupSize)
    this.size = 0
    this.unconfirmed += size
    void this.send({ ids }, 1)
  }

  private async send(group: Group, attempt: number): Promise<void> {
    try {
      await this.options.ack(group.ids)
      this.done(group, true)
    } catch (thrown) {
      this.rejected(group, attempt, thrown)
    }
  }

  private rejected(group: Group, attempt: number, thrown: unknown): void {
    if (this.closed) return
    const failure = toFailure(thrown)
    const { log, label, clock, random } = this.options
    if (!isTransient(failure)) {
      log.warn(`${label} could not acknowledge ${group.ids.length} messages, they will come again: ${failure.message}`)
      this.done(group, false)
      return
    }
    const cancel = clock.after(retryDelay(attempt, random), () => {
      this.cancelRetries.delete(cancel)
      void this.send(group, attempt + 1)
    })
    this.cancelRetries.add(cancel)
  }

  private done({ ids, resolve }: Group, confirmed: boolean): void {
    resolve?.(confirmed)
    this.unconfirmed -= ids.length
    if (this.unconfirmed === 0) this.confirmed.grant()
  }

  private startTimer(): void {
    if (!this.closed) this.cancelTimer = this.options.clock.after(groupMs, () => this.flush())
  }

  private stopTimer(): void {
    this.cancelTimer?.()
    this.cancelTimer = null
  }
}
