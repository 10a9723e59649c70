import type { Draw } from './draw.ts'

/** What may go wrong, and how often: of the calls or events it can strike. */
const usual = {
  /** The engine dies: nothing it holds in memory is left, nothing it has begun is answered. */
  crash: 0.75,
  /** A consumer loses its connection: what it has not acknowledged is handed out again. */
  disconnect: 0.015,
  /** A message is handed out a second time while it is on its way. */
  repeat: 0.04,
  /** The broker is not there for a while: nothing is sent, acknowledged or handed out. */
  'long-absence': 0.002,
  /** The broker does not hand out anything for now. */
  'failed-pull': 0.04,
  /** Somebody sets the clock of the machine, forth or a little back. */
  'clock-jump': 0.004,
  'slow-send': 0.1,
  /** A send fails, with all behind it; none of them is stored. */
  'failed-send': 0.08,
  /** A send fails, with all behind it; some of them are stored all the same. */
  'unconfirmed-send': 0.04,
  /** An acknowledgement fails for now, and is not stored. */
  'failed-ack': 0.15,
  /** An acknowledgement fails for now, and is stored all the same. */
  'unconfirmed-ack': 0.1,
  /** An acknowledgement is refused for good: the message comes again. */
  'refused-ack': 0.06,
  'slow-ack': 0.2,
  /** A broker that restarts has forgotten what was acknowledged in the last seconds. */
  'forgotten-acks': 0.004,
  /** The broker dies together with the engine, and has forgotten as much. */
  'power-cut': 0.7,
  /** The store is full for now. */
  'full-store': 0.3,
  /** The store fails, and has saved all the same. */
  'unsure-store': 0.2,
  'slow-store': 0.2,
  /** The store fails for good: the run ends. */
  'broken-store': 0.03,
  'failed-lookup': 0.2,
  /** The broker is not there when the engine starts. */
  'absent-broker': 0.05,
} as const

export type Fault = keyof typeof usual

export const faults = Object.keys(usual) as readonly Fault[]

/**
 * The faults of one world. Some worlds have none, most have some kinds of them. Each kind draws for itself, so that taking one away
 * leaves the others where they were as long as nothing else changes.
 */
export class Weather {
  /** No fault strikes while this is set. */
  isCalm = false
  readonly kinds: readonly Fault[]
  /** How often each has struck. */
  readonly struck = new Map<Fault, number>()
  private readonly draws = new Map<Fault, Draw>()

  /** `only`: these, whatever is drawn. */
  constructor(draw: Draw, without: readonly Fault[], only?: readonly Fault[]) {
    const isClear = draw.chance(0.12)
    const drawn = faults.filter(() => draw.chance(0.45))
    this.kinds = only ?? (isClear ? [] : drawn.filter((fault) => !without.includes(fault)))
    for (const fault of faults) this.draws.set(fault, draw.fork(fault))
  }

  strikes(fault: Fault): boolean {
    if (this.isCalm || !this.kinds.includes(fault)) return false
    if (!(this.draws.get(fault) as Draw).chance(usual[fault])) return false
    this.struck.set(fault, (this.struck.get(fault) ?? 0) + 1)
    return true
  }
}
