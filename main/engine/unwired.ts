import type { Message } from '../../shared/message.ts'
import type { RunContext } from './context.ts'
import type { Wait } from './credit.ts'
import type { Target } from './edge.ts'
import type { PlannedNode } from './plan.ts'

/** Counts and settles a message that is not sent on. */
export interface Dropper {
  drop(message: Message, reason: string): void
}

/** Behind a port without a wire: messages end here as dropped under this reason. */
export class DropEnd implements Target {
  private readonly dropper: Dropper
  private readonly reason: string

  constructor(dropper: Dropper, reason: string) {
    this.dropper = dropper
    this.reason = reason
  }

  receive(message: Message): Wait {
    this.dropper.drop(message, this.reason)
  }
}

/** Behind an `errors` port without a wire, when the node's `onError` is `stop`: the run fails with one clear sentence. */
export class StopOnError implements Target {
  private readonly node: PlannedNode
  private readonly run: RunContext

  constructor(node: PlannedNode, run: RunContext) {
    this.node = node
    this.run = run
  }

  receive(message: Message): Wait {
    const { failure, origin } = message
    const reason = failure?.message ?? 'unknown'
    this.run.fail({
      ...failure,
      code: failure?.code ?? 'SLUICE-STEP-FAILED',
      nodeId: this.node.id,
      message:
        `Node ${this.node.label} could not process message ${origin.messageId} of ${origin.topic}: ${endSentence(reason)} ` +
        'Wire its errors port, or set its onError to dead-letter or drop.',
    })
  }
}

/** Behind an `errors` port without a wire, when the node's `onError` is `redeliver`: the message goes back to its source and comes again. */
export class ReturnOnError implements Target {
  private readonly node: PlannedNode
  private readonly run: RunContext

  constructor(node: PlannedNode, run: RunContext) {
    this.node = node
    this.run = run
  }

  receive(message: Message): Wait {
    const { origin } = message
    const failure = message.failure ?? { code: 'SLUICE-STEP-FAILED', message: 'unknown' }
    if (this.run.inFlight.giveBack(origin, failure)) return
    this.run.fail({
      ...failure,
      code: 'SLUICE-REDELIVER',
      nodeId: this.node.id,
      message:
        `Node ${this.node.label} cannot give back message ${origin.messageId} of ${origin.topic}: it was made from state, acknowledged ` +
        `on receipt, or comes from a source that takes nothing back. It had failed: ${endSentence(failure.message)} ` +
        'Wire the errors port, or set onError to stop, dead-letter or drop.',
    })
  }
}

function endSentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`
}
