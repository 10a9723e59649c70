import { FailureError, toFailure } from '../../../shared/ipc/failure.ts'
import { type Clock, isTransient } from '../../engine/ports.ts'
import { alreadyClosed } from '../failures.ts'
import type { Database } from './database.ts'

/** Something with a row that is written once per transaction, however many writes touched it. */
export interface Saved {
  /** Inside the transaction, after all writes. */
  save(): void
  /** The transaction is on the disk. */
  kept(): void
  /** The transaction did not happen: back to what is on the disk. */
  restored(): void
}

/** A write that waits for its transaction. `write` may run more than once, when the transaction has to be tried again. */
export interface PendingWrite {
  /** Inside the transaction; adds to `touched` whatever has to be saved with it. */
  write(touched: Set<Saved>): void
  committed(): void
  failed(failure: FailureError): void
}

/** A transaction of this many writes is worth its sync. */
const fullBatch = 500
const retryMs = 100
/** How long writes wait for a store that cannot be used now, before they are refused. */
const patienceMs = 5_000

/**
 * Puts the writes of one turn of the event loop into one transaction, in order. A store that cannot be used for the moment
 * (disk full) is tried again in place, so nothing overtakes; after `patienceMs` everything that waits is refused together.
 */
export class GroupCommit {
  readonly #database: Database
  readonly #clock: Clock
  #queue: PendingWrite[] = []
  #scheduled = false
  #failingSince: number | null = null
  #cancelRetry: () => void = () => {}
  #closed = false

  constructor(database: Database, clock: Clock) {
    this.#database = database
    this.#clock = clock
  }

  add(write: PendingWrite): void {
    if (this.#closed) {
      write.failed(alreadyClosed('The embedded broker'))
      return
    }
    this.#queue.push(write)
    if (this.#failingSince !== null) return
    if (this.#queue.length >= fullBatch) this.#commit()
    else this.#schedule()
  }

  /** Resolves after the next transaction has saved it. */
  save(...saved: readonly Saved[]): Promise<void> {
    return new Promise((resolve, reject) => {
      const write = (touched: Set<Saved>) => {
        for (const one of saved) touched.add(one)
      }
      this.add({ write, committed: resolve, failed: reject })
    })
  }

  /** Resolves when everything added before is on the disk or was refused. */
  settled(): Promise<void> {
    return this.save().catch(() => {})
  }

  /** Writes what waits, once; refuses what cannot be written, and everything after. */
  close(): void {
    this.#closed = true
    this.#cancelRetry()
    this.#commit()
  }

  #schedule(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    void this.#clock.yield().then(() => {
      this.#scheduled = false
      if (this.#failingSince === null) this.#commit()
    })
  }

  readonly #commit = (): void => {
    const batch = this.#queue
    if (batch.length === 0) return
    this.#queue = []
    const touched = new Set<Saved>()
    try {
      this.#database.transaction(() => {
        for (const write of batch) write.write(touched)
        for (const saved of touched) saved.save()
      })
    } catch (error) {
      for (const saved of touched) saved.restored()
      this.#putOff(batch, error)
      return
    }
    this.#failingSince = null
    for (const saved of touched) saved.kept()
    for (const write of batch) write.committed()
  }

  #putOff(batch: PendingWrite[], error: unknown): void {
    const failure = toFailure(error, 'SLUICE-DATA-BROKEN')
    const now = this.#clock.now()
    this.#failingSince ??= now
    if (isTransient(failure) && !this.#closed && now - this.#failingSince < patienceMs) {
      this.#queue = batch
      this.#cancelRetry = this.#clock.after(retryMs, this.#commit)
      return
    }
    this.#failingSince = null
    const refusal = new FailureError(failure)
    for (const write of batch) write.failed(refusal)
  }
}
