import { consumerDefaults, consumerPresets } from '../../operators/lib/pulsar/consumer-options.ts'
import { parseTopicPattern } from '../../operators/lib/pulsar/topic-pattern.ts'
import type { Diagnostic } from '../diagnostic.ts'
import { type Drawing, type DrawnNode, type Rule, textAt } from '../drawing.ts'
import { valueAt } from '../explain.ts'
import { listNames, quote } from '../nearest.ts'
import { connectionOf, topicsOf } from '../option-roles.ts'
import { downstream } from '../order.ts'
import { error, warning } from '../problem.ts'

/** Topics that bite their own tail, and subscriptions whose consumers would shut each other out. */
export const topics: Rule = function* (drawing) {
  const named = drawing.nodes.flatMap((node) => topicsOf(node).map((topic) => use(node, topic)))
  const byPattern = drawing.nodes.flatMap((node) => usesByPattern(node, named))
  for (const [, users] of Map.groupBy([...named, ...byPattern], ({ at }) => at)) {
    const readers = users.filter(({ node }) => node.spec?.kind === 'source')
    if (readers.length === 0) continue
    const writers = users.filter(({ node }) => node.spec?.kind === 'sink')
    yield* findLoops(readers, writers, drawing)
    yield* findConflicts(readers)
  }
}

interface Use {
  readonly node: DrawnNode
  readonly topic: string
  /** Connection and topic. */
  readonly at: string
}

function use(node: DrawnNode, topic: string): Use {
  return { node, topic, at: `${connectionOf(node)} ${topic}` }
}

/** The topics, of those that steps name, that this one reads because they match its pattern. */
function usesByPattern(node: DrawnNode, named: readonly Use[]): readonly Use[] {
  const text = textAt(node, ['topicsPattern']) ?? ''
  if (text === '') return []
  const pattern = parseTopicPattern(text)
  const topics = named.filter((other) => connectionOf(other.node) === connectionOf(node)).map(({ topic }) => topic)
  return [...new Set(topics)].filter((topic) => pattern.test(topic)).map((topic) => use(node, topic))
}

function* findLoops(
  readers: readonly Use[],
  writers: readonly Use[],
  { document, wiring }: Drawing,
): Iterable<Diagnostic> {
  if (writers.length === 0) return
  const names = readers.map(({ node }) => node.id)
  const reached = downstream(document, names, wiring)
  for (const { node: writer, topic } of writers) {
    if (reached.has(writer.id)) {
      const message = `${quote(writer.id)} writes to ${quote(topic)}, from which ${listNames(names)} reads: its messages come back again and again. Write to another topic, unless that is wanted.`
      yield warning('SLUICE-TOPIC-LOOP', { node: writer.id }, message)
    }
  }
}

function* findConflicts(readers: readonly Use[]): Iterable<Diagnostic> {
  const subscribed = readers.flatMap(({ node, topic }) => {
    const subscription = textAt(node, ['subscriptionName'])
    return subscription === null ? [] : { node, topic, subscription, type: consumerTypeOf(node) }
  })
  for (const [subscription, [first, ...others]] of Map.groupBy(subscribed, (reader) => reader.subscription)) {
    for (const other of others) {
      const isSame = other.type === first!.type
      if (isSame && other.type !== 'Exclusive') continue
      const why = isSame
        ? 'An exclusive subscription has one reader.'
        : `One is ${first!.type}, the other ${other.type}; a subscription has one type.`
      const message = `${quote(first!.node.id)} and ${quote(other.node.id)} read ${quote(other.topic)} through the subscription ${quote(subscription)}. ${why} Use two subscriptions, or one shared type.`
      yield error('SLUICE-SUBSCRIPTION-CONFLICT', { node: other.node.id, field: ['subscriptionName'] }, message)
    }
  }
}

function consumerTypeOf({ config }: DrawnNode): string {
  const preset = valueAt(config, ['preset']) as keyof typeof consumerPresets
  const chosen = valueAt(config, ['consumer', 'consumerType']) ?? valueAt(consumerPresets, [preset, 'consumerType'])
  return String(chosen ?? consumerDefaults.consumerType)
}
