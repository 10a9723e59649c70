import type { OperatorSpec } from '../operators/define.ts'
import { field, type Widget } from '../operators/field.ts'
import { fullTopicName } from '../operators/lib/topic-name.ts'
import { type DrawnNode, textAt } from './drawing.ts'

/** What options mean is read off their controls: an option edited as a connection names one, and so on. */

/** Names of the options that name a connection. */
export function connectionOptions(spec: OperatorSpec): readonly string[] {
  return optionsWith(spec, 'connection')
}

/** Full names of the topics that a node reads or writes, as far as they are known from the document. */
export function topicsOf(node: DrawnNode): readonly string[] {
  if (node.spec === null || node.config === null) return []
  const single = optionsWith(node.spec, 'topic').map((name) => textAt(node, [name]))
  const listed = optionsWith(node.spec, 'topics').flatMap((name) => {
    const topics = node.config?.[name]
    return Array.isArray(topics) ? topics.map((_topic, index) => textAt(node, [name, index])) : []
  })
  return [...single, ...listed].flatMap((topic) => (topic === null || topic === '' ? [] : fullTopicName(topic)))
}

/** The connection a node uses; null when it uses none, or it is not known yet. */
export function connectionOf(node: DrawnNode): string | null {
  const [name] = node.spec === null ? [] : connectionOptions(node.spec)
  return name === undefined ? null : textAt(node, [name])
}

const optionsByWidget = new WeakMap<OperatorSpec, ReadonlyMap<Widget, readonly string[]>>()

function optionsWith(spec: OperatorSpec, widget: Widget): readonly string[] {
  let options = optionsByWidget.get(spec)
  if (options === undefined) {
    options = Map.groupBy(
      Object.keys(spec.config.shape),
      (name) => field.get(spec.config.shape[name]!)?.widget ?? 'auto',
    )
    optionsByWidget.set(spec, options)
  }
  return options.get(widget) ?? []
}
