import type { Message } from '../../../shared/message.ts'
import { End } from '../book.ts'
import type { RunContext } from '../context.ts'
import { both, type Wait } from '../credit.ts'
import type { Target } from '../edge.ts'
import type { PlannedNode } from '../plan.ts'
import type { Dropper } from '../unwired.ts'
import { Stage } from './stage.ts'
import { type Behaviour, dropReasonOf, foreignOrigin, outletOf, type Send, unknownPort } from './transform.ts'

/**
 * A synchronous operator that sends any number of messages for each it takes: the input stays open until the call is over,
 * each output opens a branch of its own. When the call fails half-way, what was sent stays sent and the input goes to `errors`.
 */
export class ManyStage extends Stage {
  private readonly behaviour: Behaviour
  private readonly emit: Send
  /** Of the call that is going on; wires form no circle, so there is never more than one. */
  private token = -1
  private emitted = 0
  private wait: Wait = undefined

  constructor(node: PlannedNode, run: RunContext, behaviour: Behaviour, unhandled: (dropper: Dropper) => Target) {
    super(node, run, unhandled)
    this.behaviour = behaviour
    this.emit = (port, message) => this.send(port, message)
  }

  receive(message: Message): Wait {
    this.token = message.origin.token
    this.emitted = 0
    this.wait = undefined
    let returned: Wait
    try {
      returned = this.behaviour.onMessage(message, this.emit)
    } catch (thrown) {
      return both(this.wait, this.reject(message, thrown))
    }
    if (this.emitted === 0) this.drop(message, dropReasonOf(this.node))
    else this.run.inFlight.end(message.origin, End.released)
    return this.wait ?? returned
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

  private send(port: string, message: Message): Wait {
    if (message.origin.token !== this.token) throw foreignOrigin(this.node)
    const outlet = outletOf(this.outlets, port)
    if (outlet === undefined) throw unknownPort(this.node, port)
    this.run.inFlight.add(message.origin, 1)
    this.emitted++
    const wait = outlet.send(message)
    this.wait = both(this.wait, wait)
    return wait
  }
}
