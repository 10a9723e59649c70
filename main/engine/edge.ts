import type { Message } from '../../shared/message.ts'
import type { Wait } from './credit.ts'
import type { LatencyProbe } from './latency.ts'
import type { Logger } from './ports.ts'

/** Whatever takes messages: a stage, or an end. It never throws for a message's sake, only a Defect. */
export interface Target {
  receive(message: Message): Wait
}

export type Observer = (message: Message) => void

/** Latency is taken of one message in so many (a power of two): reading the clock costs half of all else the engine does. */
export const sampleEvery = 64

/**
 * One wire. With nobody looking it costs a counter: the same test that picks the messages of the latency sample lets
 * observers see all of them.
 */
export class Edge {
  readonly id: string
  readonly target: Target
  /** Messages sent along. */
  passed = 0
  /** A message is looked at when `passed` has none of these bits. */
  private lookMask = sampleEvery - 1
  private readonly probe: LatencyProbe
  private readonly log: Logger
  private observers: readonly Observer[] = []

  constructor(id: string, target: Target, probe: LatencyProbe, log: Logger) {
    this.id = id
    this.target = target
    this.probe = probe
    this.log = log
  }

  send(message: Message): Wait {
    if ((this.passed++ & this.lookMask) === 0) this.look(message)
    return this.target.receive(message)
  }

  /** Returns the way to stop looking. */
  observe(observer: Observer): () => void {
    this.watchWith([...this.observers, observer])
    return () => this.forget(observer)
  }

  private look(message: Message): void {
    if ((this.passed - 1) % sampleEvery === 0) this.probe.sample(message.origin)
    for (const observer of this.observers) {
      try {
        observer(message)
      } catch (thrown) {
        this.forget(observer)
        this.log.error(`An observer of the wire ${this.id} threw and was taken off: ${String(thrown)}`)
      }
    }
  }

  private forget(observer: Observer): void {
    this.watchWith(this.observers.filter((other) => other !== observer))
  }

  private watchWith(observers: readonly Observer[]): void {
    this.observers = observers
    this.lookMask = observers.length === 0 ? sampleEvery - 1 : 0
  }
}
