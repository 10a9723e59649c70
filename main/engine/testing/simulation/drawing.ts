import type { ErrorPolicy, GraphDocument } from '../../../../shared/graph/schema.ts'
import type { SubscriptionType } from '../../ports.ts'
import type { Item } from './payload.ts'
import type { Step } from './steps.ts'

/** What is on a wire: bytes as they came, or an item. */
export type Thing = Uint8Array | Item

export interface DrawnNode {
  readonly id: string
  readonly operator: string
  readonly config: Readonly<Record<string, unknown>>
  readonly onError?: ErrorPolicy
  /** Null for sources and sinks. */
  readonly does: ((thing: Thing) => readonly { readonly port: string; readonly thing: Thing }[] | 'fails') | null
  /** Of a sink: the topic it writes a thing to; null when it discards. */
  readonly topicOf?: (thing: Thing) => string | null
  readonly step?: Step
}

export interface DrawnSource {
  readonly node: string
  readonly topic: string
  readonly partitions: number
  readonly subscription: string
  readonly type: SubscriptionType
}

/** A pipeline, as the engine gets it and as a plain walk over it understands it. */
export interface Drawing {
  readonly document: GraphDocument
  readonly nodes: ReadonlyMap<string, DrawnNode>
  /** Nodes behind a port, by `node.port`. */
  readonly wires: ReadonlyMap<string, readonly string[]>
  readonly sources: readonly DrawnSource[]
  /** How often a message is given back before it is given up; null when no step gives any back. */
  readonly returns: number | null
  /** Messages are acknowledged on receipt: what a run has in hand when it dies is lost. */
  readonly isLossy: boolean
}

export const deadLetterTopic = 'dead'
export const givenUpTopic = 'given-up'
