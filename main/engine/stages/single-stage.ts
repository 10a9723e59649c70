import { toFailure } from '../../../shared/ipc/failure.ts'
import type { Message } from '../../../shared/message.ts'
import { End } from '../book.ts'
import type { RunContext } from '../context.ts'
import type { Wait } from '../credit.ts'
import { Defect } from '../defect.ts'
import type { Edge, Target } from '../edge.ts'
import type { Outlet } from '../outlet.ts'
import type { PlannedNode } from '../plan.ts'
import type { Dropper } from '../unwired.ts'
import { Stage } from './stage.ts'
import {
  type Behaviour,
  dropReasonOf,
  emittedNothing,
  emittedTwice,
  failedAfterEmitting,
  foreignOrigin,
  outletOf,
  type Send,
  unknownPort,
} from './transform.ts'

/** No token is negative, and -1 is that of messages no source received. */
const handedOn = -2

/**
 * A synchronous operator that sends at most one message for each it takes (cardinality `one` and `optional`): the input's
 * branch is simply handed on. This is the hot path; it allocates nothing.
 */
export class SingleStage extends Stage {
  private readonly behaviour: Behaviour
  private readonly first: Outlet
  private readonly mayDrop: boolean
  private readonly dropReason: string
  private readonly emit: Send
  /**
   * The input's token while a call is going on, `handedOn` once it has been sent on. Wires form no circle, so there is never
   * more than one call. A number rather than the message: storing a young object in an old one costs more than all the rest.
   */
  private token = -1
  private wait: Wait = undefined
  private silent = 0
  /** The first port and its only way out, kept here because each step to fetch them would show in the benchmark. */
  private readonly port: string
  private only: Edge | null

  constructor(node: PlannedNode, run: RunContext, behaviour: Behaviour, unhandled: (dropper: Dropper) => Target) {
    super(node, run, unhandled)
    this.behaviour = behaviour
    this.first = this.outlets[0] as Outlet
    this.port = this.first.port
    this.only = this.first.only
    this.mayDrop = node.spec.cardinality === 'optional'
    this.dropReason = dropReasonOf(node)
    this.emit = (port, message) => this.send(port, message)
  }

  receive(message: Message): Wait {
    this.token = message.origin.token
    let returned: Wait
    try {
      returned = this.behaviour.onMessage(message, this.emit)
    } catch (thrown) {
      return this.threw(message, thrown)
    }
    if (this.token !== handedOn) return this.endWithout(message)
    const wait = this.wait
    if (wait === undefined) return returned
    this.wait = undefined
    return wait
  }

  override async open(): Promise<void> {
    await this.behaviour.open?.()
  }

  protected override report(): Readonly<Record<string, unknown>> | undefined {
    return this.behaviour.report?.()
  }

  override close(): void {
    this.behaviour.close?.()
  }

  override wire(id: string, port: string, to: Stage, input: string): Edge {
    const edge = super.wire(id, port, to, input)
    this.only = this.first.only
    return edge
  }

  private send(port: string, message: Message): Wait {
    if (message.origin.token !== this.token || port !== this.port) return this.sendElsewhere(port, message)
    this.token = handedOn
    const { only } = this
    const wait = only === null ? this.first.send(message) : only.send(message)
    if (wait !== undefined) this.wait = wait
    return wait
  }

  private sendElsewhere(port: string, message: Message): Wait {
    if (message.origin.token !== this.token) throw this.defectOf()
    const outlet = outletOf(this.outlets, port)
    if (outlet === undefined) throw unknownPort(this.node, port)
    this.token = handedOn
    const wait = outlet.send(message)
    if (wait !== undefined) this.wait = wait
    return wait
  }

  /** A second message, or one that was not made from the input. Ends the run even if the operator catches what is thrown. */
  private defectOf(): Defect {
    const defect = this.token === handedOn ? emittedTwice(this.node) : foreignOrigin(this.node)
    this.run.fail(defect.failure)
    return defect
  }

  private threw(message: Message, thrown: unknown): Wait {
    if (this.token !== handedOn || thrown instanceof Defect) return this.reject(message, thrown)
    return this.reject(message, failedAfterEmitting(this.node, toFailure(thrown).message))
  }

  private endWithout(message: Message): Wait {
    if (!this.mayDrop) return this.reject(message, emittedNothing(this.node))
    this.silent++
    this.run.inFlight.end(message.origin, End.dropped)
  }

  protected override dropped(): Record<string, number> {
    const others = super.dropped()
    return this.silent === 0 ? others : { ...others, [this.dropReason]: this.silent }
  }
}
