import { FailureError } from '../../../shared/ipc/failure.ts'
import type { Message, Origin } from '../../../shared/message.ts'
import { End } from '../book.ts'
import type { RunContext } from '../context.ts'
import type { Wait } from '../credit.ts'
import { sampleEvery, type Target } from '../edge.ts'
import type { SinkInstance } from '../hosted/contract.ts'
import type { PlannedNode } from '../plan.ts'
import { isTransient } from '../ports.ts'
import type { Dropper } from '../unwired.ts'
import { Writer, type WriterOwner } from '../writer.ts'
import { Stage } from './stage.ts'
import { outletOf } from './transform.ts'

/** A node that ends messages: each is settled on the sink's receipt. What a sink refuses for good leaves by `errors`. */
export class SinkStage extends Stage implements WriterOwner {
  readonly sink: SinkInstance
  private readonly writer: Writer
  private readonly dropReason: string | undefined
  private receipts = 0

  constructor(node: PlannedNode, run: RunContext, sink: SinkInstance, unhandled: (dropper: Dropper) => Target) {
    super(node, run, unhandled)
    this.sink = sink
    this.dropReason = sink.dropReason ?? node.spec.dropReason
    this.writer = new Writer({
      owner: this,
      sink,
      run,
      label: `Node ${node.label}`,
      triesAgain: isTransient,
    })
  }

  receive(message: Message): Wait {
    return this.writer.write(message)
  }

  override get depth(): number {
    return this.writer.depth
  }

  override get isFull(): boolean {
    return this.writer.isFull
  }

  override holds(origin: Origin): boolean {
    return this.writer.holds(origin)
  }

  override close(): void {
    this.writer.close()
  }

  confirmed(message: Message): void {
    if (this.receipts++ % sampleEvery === 0) this.sample(message.origin)
    const reason = this.dropReason
    if (reason === undefined) this.run.inFlight.end(message.origin, End.delivered)
    else this.drop(message, reason)
  }

  private sample(origin: Origin): void {
    this.run.look()
    this.probe.sample(origin)
  }

  refused(message: Message, thrown: unknown, attempt: number): Wait {
    const port = thrown instanceof FailureError ? this.sink.portFor?.(thrown.failure) : undefined
    const outlet = port === undefined ? undefined : outletOf(this.outlets, port)
    if (outlet === undefined || !outlet.isWired) return this.reject(message, thrown, attempt)
    return outlet.send({ ...message, failure: this.failureFrom(thrown, attempt) })
  }
}
