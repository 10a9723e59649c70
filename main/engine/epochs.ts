import type { Settings } from '../../shared/graph/schema.ts'
import { type Failure, toFailure } from '../../shared/ipc/failure.ts'
import type { Verdict } from './activity.ts'
import type { RunContext } from './context.ts'
import { type EpochPart, type StatefulStage, StatesPart, stepsNamed } from './epoch-part.ts'
import type { HeldAcks } from './held-acks.ts'
import type { Epoch, StateStore } from './ports.ts'
import { retryDelay } from './retry.ts'
import { BatchStage } from './stages/batch-stage.ts'
import { KeyedStage } from './stages/keyed-stage.ts'
import { SourceStage } from './stages/source-stage.ts'
import type { Stage } from './stages/stage.ts'

const everyMs = 1_000
const maxMessages = 10_000
const maxBytes = 64 * 1024 * 1024
/** How long a cut waits for what has touched state; doubled each time it was not enough. */
const firstPatienceMs = 1_000
const longestPatienceMs = 30_000
/** When so many epochs' worth is held, a cut waits for as long as it takes. */
const overdue = 4

/** Failures of the store that may pass. Any other ends the run. */
const passing: readonly string[] = ['SLUICE-STATE-FULL', 'SLUICE-STATE-FAILED']

/** Null when no step has state, or when there is nowhere to save it. */
export function createEpochs(
  run: RunContext,
  all: readonly Stage[],
  { delivery }: Settings,
  store: StateStore | null,
): Epochs | null {
  const stages = all.filter((stage) => stage instanceof KeyedStage || stage instanceof BatchStage)
  if (store === null || stages.length === 0) return null
  const sources = all.filter((stage) => stage instanceof SourceStage)
  return new Epochs({ run, store, stages, sources, holds: delivery !== 'at-most-once' })
}

export interface EpochsOptions {
  readonly run: RunContext
  readonly store: StateStore
  readonly stages: readonly StatefulStage[]
  readonly sources: readonly SourceStage[]
  /** False when messages are acknowledged on receipt: then states are saved as they stand, and nothing waits for it. */
  readonly holds: boolean
}

/**
 * Saves the states of stateful steps, each time together with exactly the messages whose effect they contain: nothing is let in,
 * neither from sources nor from timers of state, until every message that has touched state has settled, and everything made of
 * state; then what changed goes to the store in one transaction, and after that the messages are acknowledged. A crash at any
 * moment leaves either both undone, or the state saved and messages that come again and are recognised (`HeldAcks`).
 */
export class Epochs {
  private readonly run: RunContext
  private readonly store: StateStore
  private readonly stages: readonly StatefulStage[]
  private readonly parts: readonly EpochPart[]
  private readonly held: readonly HeldAcks[]
  private number = 0
  /** Held since the last epoch. */
  private messages = 0
  private bytes = 0
  private patienceMs = firstPatienceMs
  /** The last cut was given up: the next one is begun by the clock, or when very much is held. */
  private rests = false
  private finishing = false
  private cutting: Promise<void> | null = null
  private cancelTick = () => {}
  private endPause = () => {}
  private closed = false
  /** Why the store cannot save now; null when it can. */
  private failure: Failure | null = null

  constructor({ run, store, stages, sources, holds }: EpochsOptions) {
    this.run = run
    this.store = store
    this.stages = stages
    if (holds) run.inFlight.holdTouched()
    this.held = holds ? sources.map((source) => source.holdAcks((bytes) => this.count(bytes))) : []
    this.parts = [...stages.map((stage) => new StatesPart(stage)), ...this.held]
  }

  /** Takes up what earlier runs saved. Called when everything but the sources is open. Rejects when the store cannot be read. */
  async restore(): Promise<void> {
    const { epoch, nodes } = await this.store.contents()
    this.number = epoch
    const known = new Set(this.parts.map(({ name }) => name))
    const steps = stepsNamed(nodes.filter((name) => !known.has(name)))
    if (steps.length > 0) {
      this.run.log.warn(
        `State is kept of steps that are not in the pipeline: ${steps.join(', ')}. It is left as it is, and taken up when the step comes back.`,
      )
    }
    for (const part of this.parts) part.restore(nodes.includes(part.name) ? await this.store.load(part.name) : [])
  }

  /** From now on epochs are cut. */
  begin(): void {
    this.setTick()
  }

  /**
   * The last epoch of a run that drains: everything has settled. Resolves when it is saved and what came again is handed to those who
   * acknowledge, or when this was closed.
   */
  async finish(): Promise<void> {
    this.finishing = true
    this.cancelTick()
    await this.cutting
    if (this.isDue) await this.cut(Number.POSITIVE_INFINITY)
    for (const acks of this.held) acks.acknowledgeRepeats()
  }

  /** The run is over: nothing is saved or acknowledged any more. */
  close(): void {
    this.closed = true
    this.cancelTick()
    this.endPause()
  }

  /** While state cannot be saved, that is what the sources wait for; null when there is nothing to tell. */
  verdictOf(stage: Stage): Verdict | null {
    const keeper = this.stages[0]
    if (this.failure === null || keeper === undefined) return null
    if (stage instanceof SourceStage) return { activity: 'blocked', blockedBy: keeper.node.id }
    return this.stages.some((stateful) => stateful === stage) ? { activity: 'waiting' } : null
  }

  private get isDue(): boolean {
    return this.parts.some(({ hasChanges }) => hasChanges)
  }

  /** A message was held. */
  private count(bytes: number): void {
    this.messages++
    this.bytes += bytes
    if (this.holds(this.rests ? overdue : 1)) this.attempt()
  }

  /** Whether as much is held as so many epochs may have. */
  private holds(epochs: number): boolean {
    return this.messages >= maxMessages * epochs || this.bytes >= maxBytes * epochs
  }

  private setTick(): void {
    this.cancelTick()
    this.cancelTick = this.run.clock.after(everyMs, () => this.tick())
  }

  private tick(): void {
    for (const acks of this.held) acks.acknowledgeRepeats()
    if (this.isDue) this.attempt()
    else this.setTick()
  }

  private attempt(): void {
    if (this.cutting !== null || this.closed) return
    this.cutting = this.cut(this.holds(overdue) ? Number.POSITIVE_INFINITY : this.patienceMs).then((isSaved) => {
      this.patienceMs = isSaved
        ? Math.max(firstPatienceMs, this.patienceMs / 2)
        : Math.min(longestPatienceMs, this.patienceMs * 2)
      this.rests = !isSaved
      this.cutting = null
      if (!this.closed && !this.finishing) this.setTick()
    })
  }

  /** False when what has touched state did not settle in time: nothing was saved, everything goes on. */
  private async cut(patienceMs: number): Promise<boolean> {
    const { inFlight } = this.run
    inFlight.pause()
    // Whoever caused this cut may be in the middle of a call; states are whole only between calls.
    await Promise.resolve()
    const isQuiet = await this.waitUntilQuiet(patienceMs)
    if (isQuiet) await this.save()
    inFlight.resume()
    return isQuiet
  }

  private async waitUntilQuiet(patienceMs: number): Promise<boolean> {
    const { inFlight, clock } = this.run
    if (inFlight.touched === 0) return !this.closed
    let isLate = false
    const becomeLate = () => {
      isLate = true
      inFlight.nudge()
    }
    const cancel = Number.isFinite(patienceMs) ? clock.after(patienceMs, becomeLate) : () => {}
    while (inFlight.touched > 0 && !isLate && !this.closed) await inFlight.whenSettled()
    cancel()
    return inFlight.touched === 0 && !this.closed
  }

  /** Tries until it is saved. Between two tries what had not touched state may do so, so each takes what there is then. */
  private async save(): Promise<void> {
    for (let attempt = 1; !this.closed; attempt++) {
      const thrown = await this.commit()
      if (thrown === null || this.closed) return
      this.alarm(toFailure(thrown, 'SLUICE-STATE-FAILED'))
      await this.pause(retryDelay(attempt, this.run.random))
      await this.waitUntilQuiet(Number.POSITIVE_INFINITY)
    }
  }

  /** Null when it is saved, and then acknowledged; else what the store threw. No message has any effect from the look at the states to the call of the store. */
  private async commit(): Promise<unknown> {
    const { messages, bytes } = this
    const epoch = this.take()
    try {
      if (epoch.changes.length > 0) await this.store.commit(epoch)
    } catch (thrown) {
      for (const part of this.parts) part.putBack()
      return thrown
    }
    this.number = epoch.number
    this.messages -= messages
    this.bytes -= bytes
    if (this.closed) return null
    for (const part of this.parts) part.committed()
    if (this.failure !== null) this.run.log.info('The state of the pipeline is saved again; the sources go on.')
    this.failure = null
    return null
  }

  private take(): Epoch {
    const number = this.number + 1
    const changes = this.parts.map((part) => ({ node: part.name, states: part.begin(number) }))
    return { number, changes: changes.filter(({ states }) => states.length > 0) }
  }

  private alarm(failure: Failure): void {
    if (!passing.includes(failure.code)) this.run.fail(failure)
    else if (this.failure === null) {
      this.run.log.error(
        `The state of the pipeline cannot be saved: ${failure.message} The sources wait and nothing is acknowledged until it can be; it is tried again by itself.`,
      )
    }
    this.failure = failure
  }

  private pause(ms: number): Promise<void> {
    if (this.closed) return Promise.resolve()
    return new Promise((resolve) => {
      const cancel = this.run.clock.after(ms, resolve)
      this.endPause = () => {
        cancel()
        resolve()
      }
    })
  }
}
