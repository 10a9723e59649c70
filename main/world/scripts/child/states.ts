import type { Failure } from '../../../../shared/ipc/failure.ts'
import { describeForeign, Form, formOf } from '../plain-data.ts'
import { CodeFailure } from './code-failure.ts'

/** A state that is not plain data, and the message that looked at it or set it last. */
export interface ForeignState {
  readonly at: number
  readonly failure: Failure
}

/** The states of one batch, by key. A state the code has read may have been changed in place, so it counts as changed. */
export class BatchStates {
  private readonly states: Map<string, unknown>
  /** Key to the index of the message that touched it last. */
  private readonly touched = new Map<string, number>()

  constructor(states: Map<string, unknown>) {
    this.states = states
  }

  read(key: string, index: number): unknown {
    const state = this.states.get(key)
    if (typeof state === 'object' && state !== null) this.touched.set(key, index)
    return state
  }

  /** Undefined forgets. */
  write(key: string, state: unknown, index: number): void {
    if (state === undefined) this.states.delete(key)
    else this.states.set(key, state)
    this.touched.set(key, index)
  }

  /** What was touched since the last call; undefined for forgotten keys. */
  takeChanges(): ReadonlyMap<string, unknown> {
    const changes = new Map([...this.touched.keys()].map((key) => [key, this.states.get(key)] as const))
    this.touched.clear()
    return changes
  }

  /** The first touched state that cannot be kept, if any. */
  findForeign(): ForeignState | null {
    for (const [key, at] of this.touched) {
      const state = this.states.get(key)
      if (formOf(state) === Form.foreign) return { at, failure: foreignState(state) }
    }
    return null
  }
}

function foreignState(state: unknown): Failure {
  const what = describeForeign(state, 'context.state')
  return new CodeFailure(
    'SLUICE-CODE-RESULT',
    `The code left a state that cannot be kept: ${what}. A state is plain data: texts, numbers, lists, objects and bytes, at most 100 levels deep.`,
  ).failure
}
