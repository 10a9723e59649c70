import { type Failure, fail } from '../../../shared/ipc/failure.ts'
import type { ScriptBatch, ScriptMessage, ScriptResult } from '../../engine/ports.ts'
import { describeForeign, Form, formOf } from './plain-data.ts'
import type { WorkEnd } from './script-process.ts'

/** Messages handed over at once after a process has died and none was to blame. */
const few = 16
/** How much more is tried each time that goes well. */
const growth = 4

/** A batch on its way through as many processes as it takes: what is left to do, and what has been answered. */
export class OpenBatch {
  readonly results: ScriptResult[] = []
  /** States that changed, as they stand after the messages answered. */
  readonly changes = new Map<string, unknown>()
  readonly states: Map<string, unknown>
  readonly now: number
  private readonly all: readonly ScriptMessage[]
  /** Places of the messages without an answer, in order. */
  private open: number[]
  /** Messages that are handed over at once. */
  private limit = Number.POSITIVE_INFINITY

  constructor({ messages, states, now }: ScriptBatch) {
    this.all = messages
    this.states = new Map(states)
    this.now = now
    this.open = [...messages.keys()].filter((place) => this.canCross(place))
  }

  get hasMore(): boolean {
    return this.open.length > 0
  }

  /** The next process is to name the message its death is to blame on. */
  get careful(): boolean {
    return this.limit <= few
  }

  /** What is to be tried next. */
  get messages(): readonly ScriptMessage[] {
    return this.open.slice(0, this.limit).map((place) => this.all[place] as ScriptMessage)
  }

  /** Of the first messages that are open. */
  answer(results: readonly ScriptResult[], states: ReadonlyMap<string, unknown>): void {
    for (const [index, place] of this.open.splice(0, results.length).entries()) {
      this.results[place] = results[index] as ScriptResult
    }
    for (const [key, state] of states) {
      this.changes.set(key, state)
      if (state === undefined) this.states.delete(key)
      else this.states.set(key, state)
    }
  }

  /**
   * How trying `messages` ended. When a process died, the message that did it fails. While it is not known which that is, or whether
   * they were only too many for the memory, fewer are tried: a few, then one, which is to blame then, whatever it did.
   */
  end(end: WorkEnd): void {
    if (end.kind === 'done') this.limit *= growth
    else if (this.limit > 1 && !this.isClear(end)) this.limit = this.careful ? 1 : few
    else this.blame(end.at ?? 0, end.failure)
  }

  private isClear({ at, failure }: Exclude<WorkEnd, { kind: 'done' }>): boolean {
    return at !== null && (this.careful || failure.code !== 'SLUICE-CODE-MEMORY')
  }

  private blame(at: number, failure: Failure): void {
    const [place] = this.open.splice(at, 1)
    if (place !== undefined) this.results[place] = { failure }
  }

  private canCross(place: number): boolean {
    const { value } = this.all[place] as ScriptMessage
    if (formOf(value) !== Form.foreign) return true
    this.results[place] = { failure: notPlain(value) }
    return false
  }
}

function notPlain(value: unknown): Failure {
  return fail(
    'SLUICE-CODE-INPUT',
    `The message cannot be handed to the code: ${describeForeign(value, 'value')}. Only plain data can; change it in a step before.`,
  ).failure
}
