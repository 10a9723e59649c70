import type { Place } from '../../../../shared/graph/diagnostic.ts'
import type { Drawing, DrawnNode } from '../../../../shared/graph/drawing.ts'
import { textAt } from '../../../../shared/graph/drawing.ts'
import { valueAt } from '../../../../shared/graph/explain.ts'
import { connectionOf } from '../../../../shared/graph/option-roles.ts'
import { withinMark } from '../../../../shared/graph/subflows/expand.ts'
import {
  type ConsumerOptions,
  type EffectiveConsumer,
  effectiveConsumer,
} from '../../../../shared/operators/lib/pulsar/consumer-options.ts'
import type { PresetName } from '../../../../shared/operators/lib/pulsar/presets.ts'
import { fullTopicName } from '../../../../shared/operators/lib/topic-name.ts'

/** A step of the document that reads one topic. A source of several topics is several. */
export interface Reading {
  readonly node: DrawnNode
  /** Full name. */
  readonly topic: string
  readonly subscription: string
  readonly consumer: EffectiveConsumer
  /** Where the topic stands. */
  readonly field: Field
}

/** A step that writes one topic. */
export interface Writing {
  readonly node: DrawnNode
  readonly topic: string
  readonly field: Field
}

type Field = readonly (string | number)[]

/** What the steps of a document do on one connection. */
export interface Steps {
  readonly drawing: Drawing
  readonly readings: readonly Reading[]
  readonly writings: readonly Writing[]
  /** Steps whose topics are known only when messages come: patterns and dynamic sinks. */
  readonly unknown: readonly DrawnNode[]
}

/** Steps whose options are refused by `check` are left out. `names` are the names of the connection. */
export function stepsOf(drawing: Drawing, names: readonly string[]): Steps {
  const nodes = drawing.nodes.filter((node) => node.config !== null && names.includes(connectionOf(node) ?? ''))
  const sources = nodes.filter(({ spec }) => spec?.id === 'pulsar-source')
  const sinks = nodes.filter(({ spec }) => spec?.id === 'pulsar-sink')
  return {
    drawing,
    readings: sources.flatMap(readingsOf),
    writings: sinks.map((node) => ({ node, topic: fullTopicName(textAt(node, ['topic']) ?? ''), field: ['topic'] })),
    unknown: nodes.filter(isOpenEnded),
  }
}

function isOpenEnded(node: DrawnNode): boolean {
  return node.spec?.id === 'pulsar-dynamic-sink' || (textAt(node, ['topicsPattern']) ?? '') !== ''
}

function readingsOf(node: DrawnNode): readonly Reading[] {
  const topics = valueAt(node.config, ['topics']) as readonly string[]
  const preset = valueAt(node.config, ['preset']) as PresetName
  const consumer = effectiveConsumer(preset, valueAt(node.config, ['consumer']) as ConsumerOptions)
  const subscription = textAt(node, ['subscriptionName']) ?? ''
  return topics.map((topic, index) => ({
    node,
    topic: fullTopicName(topic),
    subscription,
    consumer,
    field: ['topics', index],
  }))
}

/** A step inside a subflow is not in the document; the step that uses the subflow is. */
export function placeOf({ id }: DrawnNode, field: Field = []): Place {
  const mark = id.indexOf(withinMark)
  if (mark !== -1) return { node: id.slice(0, mark) }
  return field.length === 0 ? { node: id } : { node: id, field: [...field] }
}

/** `"read" (Pulsar source)` */
export function stepText({ id, spec }: DrawnNode): string {
  return `"${id}"${spec === null ? '' : ` (${spec.title})`}`
}
