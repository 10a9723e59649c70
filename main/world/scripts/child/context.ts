import type { BatchStates } from './states.ts'

/** What the code gets as its second argument; one for each message, so that code that goes on later finds its own key. */
export class CodeContext {
  readonly #states: BatchStates
  readonly #key: string
  readonly #index: number
  readonly #now: number
  #changed = false
  #before: unknown = undefined

  /** A message without a key has the empty key. */
  constructor(states: BatchStates, key: string, index: number, now: number) {
    this.#states = states
    this.#key = key
    this.#index = index
    this.#now = now
  }

  /** Of the message's key; undefined when there is none. Assigning undefined forgets it. */
  get state(): unknown {
    return this.#states.read(this.#key, this.#index)
  }

  set state(state: unknown) {
    if (!this.#changed) this.#before = this.#states.read(this.#key, this.#index)
    this.#changed = true
    this.#states.write(this.#key, state, this.#index)
  }

  /** Epoch milliseconds by the pipeline's clock, as of the batch the message came with. */
  now(): number {
    return this.#now
  }

  log(...parts: unknown[]): void {
    console.log(...parts)
  }

  /** Takes back what was assigned to `state`: the message has failed. */
  static undo(context: CodeContext): void {
    if (context.#changed) context.#states.write(context.#key, context.#before, context.#index)
  }
}
