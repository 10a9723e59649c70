import type { Message } from '../../../shared/message.ts'
import type { Wait } from '../credit.ts'
import { Defect } from '../defect.ts'
import type { Outlet } from '../outlet.ts'
import type { PlannedNode } from '../plan.ts'

/** A pure operator as the engine calls it: the port names are known only at run time. */
export type Send = (port: string, message: Message) => Wait

/** A TransformInstance of any spec. */
export interface Behaviour {
  onMessage(message: Message, emit: Send): Wait
  open?(): Promise<void>
  report?(): Readonly<Record<string, unknown>>
  close?(): void
}

/** Under which reason an input without output is counted. */
export function dropReasonOf(node: PlannedNode): string {
  return node.spec.dropReason ?? 'nothing-emitted'
}

export function unknownPort(node: PlannedNode, port: string): Defect {
  return new Defect(
    'SLUICE-OPERATOR-PORT',
    `Node ${node.label} sent a message to port "${port}", which it does not have.`,
    node.id,
  )
}

export function emittedTwice(node: PlannedNode): Defect {
  return cardinality(node, 'sent a second message for one input, though its operator promises at most one')
}

export function emittedNothing(node: PlannedNode): Defect {
  return cardinality(
    node,
    'sent nothing for an input, though its operator promises exactly one message; one that answers later must be declared async',
  )
}

export function failedAfterEmitting(node: PlannedNode, reason: string): Defect {
  return cardinality(node, `failed after it had sent its message on: ${reason}`)
}

export function foreignOrigin(node: PlannedNode): Defect {
  return new Defect(
    'SLUICE-OPERATOR-ORIGIN',
    `Node ${node.label} sent a message that does not carry the origin of its input. Messages are made by spreading the input.`,
    node.id,
  )
}

function cardinality(node: PlannedNode, what: string): Defect {
  return new Defect('SLUICE-OPERATOR-CARDINALITY', `Node ${node.label} ${what}.`, node.id)
}

/** The outlet of a port by name; few ports, so looking through them beats a map. */
export function outletOf(outlets: readonly Outlet[], port: string): Outlet | undefined {
  for (let index = 0; index < outlets.length; index++) {
    const outlet = outlets[index] as Outlet
    if (outlet.port === port) return outlet
  }
  return undefined
}
