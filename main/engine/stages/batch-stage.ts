import { FailureError, toFailure } from '../../../shared/ipc/failure.ts'
import type { Message, Origin } from '../../../shared/message.ts'
import { End } from '../book.ts'
import type { RunContext } from '../context.ts'
import { Credit, type Wait } from '../credit.ts'
import { Defect } from '../defect.ts'
import type { Target } from '../edge.ts'
import type { BatchAnswer, BatchInstance } from '../hosted/contract.ts'
import type { KeyedStates, StateChange } from '../keyed-states.ts'
import type { PlannedNode } from '../plan.ts'
import type { Dropper } from '../unwired.ts'
import { Stage } from './stage.ts'
import { dropReasonOf, foreignOrigin, outletOf, unknownPort } from './transform.ts'

/**
 * An operator that takes whole batches, one after the other: what arrives while a batch is away waits for the next. Answers
 * are sent on in the order of the messages, so order holds whatever the keys.
 */
export class BatchStage extends Stage {
  readonly states: KeyedStates
  private readonly behaviour: BatchInstance
  private readonly credit = new Credit()
  private waiting: Message[] = []
  private away: readonly Message[] = []
  private working = false
  private touched = false

  constructor(
    node: PlannedNode,
    run: RunContext,
    { behaviour, states }: { behaviour: BatchInstance; states: KeyedStates },
    unhandled: (dropper: Dropper) => Target,
  ) {
    super(node, run, unhandled)
    this.behaviour = behaviour
    this.states = states
    states.onChange = () => this.touch()
  }

  /** Puts saved states in, before the first message. */
  restore(saved: Iterable<StateChange>): void {
    this.states.restore(saved)
  }

  override open(): Promise<void> {
    return this.behaviour.open()
  }

  receive(message: Message): Wait {
    this.waiting.push(message)
    if (!this.working) void this.workOff()
    return this.isFull ? this.credit.wait() : undefined
  }

  override get depth(): number {
    return this.waiting.length + this.away.length
  }

  override get isFull(): boolean {
    return this.waiting.length >= this.behaviour.maxBatch
  }

  override holds(origin: Origin): boolean {
    const isOf = (message: Message) => message.origin === origin
    return this.away.some(isOf) || this.waiting.some(isOf)
  }

  override close(): void {
    this.waiting = []
    this.credit.grant()
    this.behaviour.close().catch((thrown) => {
      this.run.log.warn(`Node ${this.node.label} did not close: ${toFailure(thrown).message}`)
    })
  }

  protected override report(): Readonly<Record<string, unknown>> | undefined {
    return this.behaviour.report?.()
  }

  /** Begins in a later turn, so that what a source pushes in one go travels together. */
  private async workOff(): Promise<void> {
    this.working = true
    await Promise.resolve()
    while (this.waiting.length > 0 && !this.run.isOver) {
      this.away = this.waiting.splice(0, this.behaviour.maxBatch)
      this.touched = false
      if (!this.isFull) this.credit.grant()
      await this.work(this.away)
    }
    this.away = []
    this.working = false
  }

  /** A state changes, on account of some message of the batch: of which one only the operator knows. */
  private touch(): void {
    if (this.touched) return
    this.touched = true
    for (const { origin } of this.away) this.run.inFlight.touch(origin)
  }

  /** Whatever is thrown here is the operator's fault, not a message's: it ends the run. */
  private async work(batch: readonly Message[]): Promise<void> {
    try {
      const answers = await this.behaviour.onBatch(batch)
      this.run.look()
      if (answers.length !== batch.length) throw wrongCount(this.node, answers.length, batch.length)
      for (let index = 0; index < batch.length && !this.run.isOver; index++) {
        const wait = this.answer(batch[index] as Message, answers[index] as BatchAnswer)
        if (wait !== undefined) await wait
      }
    } catch (thrown) {
      this.run.fail({ nodeId: this.node.id, ...toFailure(thrown, 'SLUICE-STEP-FAILED') })
    }
  }

  /** As in `ManyStage`: the input stays open until all its outputs have been sent. */
  private answer(message: Message, answer: BatchAnswer): Wait {
    if ('failure' in answer) return this.reject(message, new FailureError(answer.failure))
    if (answer.outputs.length === 0) return this.drop(message, dropReasonOf(this.node))
    this.run.inFlight.add(message.origin, answer.outputs.length)
    const waits = answer.outputs.map(({ port, message: output }) => {
      const outlet = outletOf(this.outlets, port)
      if (outlet === undefined) throw unknownPort(this.node, port)
      if (output.origin !== message.origin) throw foreignOrigin(this.node)
      return outlet.send(output)
    })
    this.run.inFlight.end(message.origin, End.released)
    const pending = waits.filter((wait) => wait !== undefined)
    return pending.length === 0 ? undefined : Promise.all(pending).then(() => {})
  }
}

function wrongCount(node: PlannedNode, answers: number, messages: number): Defect {
  return new Defect(
    'SLUICE-OPERATOR-CARDINALITY',
    `Node ${node.label} gave ${answers} answers for ${messages} messages, though each must have one.`,
    node.id,
  )
}
