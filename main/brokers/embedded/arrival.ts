import { fail } from '../../../shared/ipc/failure.ts'
import type { Clock } from '../../engine/ports.ts'

/** How long a pull waits before it returns with nothing, so that its caller can look around. */
const idleMs = 1_000

/** What a pull waits on: rung when something comes, or when waiting is over. One waits at a time. */
export class Arrival {
  readonly #clock: Clock
  #wake: (() => void) | null = null

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Resolves when rung, or after `idleMs`. Messages that come in the same turn are all there by then. */
  wait(): Promise<void> {
    if (this.#wake !== null) throw fail('SLUICE-PULL-TWICE', 'A pull is already waiting here; only one may at a time.')
    return new Promise((resolve) => {
      const cancel = this.#clock.after(idleMs, () => this.ring())
      this.#wake = () => {
        cancel()
        resolve()
      }
    })
  }

  ring(): void {
    const wake = this.#wake
    this.#wake = null
    wake?.()
  }
}
