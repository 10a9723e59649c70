import type { Place } from '../../../shared/graph/diagnostic.ts'
import type { DoctorState } from '../../../shared/run/doctor.ts'

/** One look at one thing. A new one is a function that returns this, and a line in a list. */
export interface Probe {
  /** Unique in a list; what others name in their `needs`. */
  readonly key: string
  /** As results show it. */
  readonly id: string
  /** Completes "not tried, because … did not hold": `the TCP connection to the web address`. */
  readonly title: string
  /** Keys of probes before it in the list that must hold first. Those not in the list count as holding. */
  readonly needs: readonly string[]
  /** Milliseconds; default 4 s. What takes longer has failed. */
  readonly limitMs?: number
  /** Where in the document, unless an outcome says otherwise. */
  readonly place?: Place
  /**
   * An empty list says nothing. May throw: a `FailureError` is a failed look with its code, anything else too. Must end soon after
   * `signal` is aborted, but nobody waits for that.
   */
  run(signal: AbortSignal): Promise<Outcome | readonly Outcome[]>
}

export interface Outcome {
  readonly state: DoctorState
  readonly code?: string
  readonly sentence: string
  readonly fix?: string
  readonly detail?: Readonly<Record<string, unknown>>
  readonly place?: Place
  /** Whether those that need this probe are left out; default: when it failed or was not tried. */
  readonly stops?: boolean
}

type Rest = Omit<Outcome, 'state' | 'code' | 'sentence'>

export function ok(sentence: string, rest: Rest = {}): Outcome {
  return { state: 'ok', sentence, ...rest }
}

export function note(code: string, sentence: string, rest: Rest = {}): Outcome {
  return { state: 'note', code, sentence, ...rest }
}

export function warning(code: string, sentence: string, rest: Rest = {}): Outcome {
  return { state: 'warning', code, sentence, ...rest }
}

export function failed(code: string, sentence: string, rest: Rest = {}): Outcome {
  return { state: 'failed', code, sentence, ...rest }
}

export function notTried(sentence: string, rest: Rest = {}): Outcome {
  return { state: 'not-tried', sentence, ...rest }
}

export function isStopped({ state, stops }: Outcome): boolean {
  return stops ?? (state === 'failed' || state === 'not-tried')
}
