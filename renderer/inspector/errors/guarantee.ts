import type { GraphDocument, GraphNode } from '../../../shared/graph/schema.ts'
import { consumerDefaults, consumerPresets } from '../../../shared/operators/lib/pulsar/consumer-options.ts'
import { displayName, downstreamOf, type SpecLookup } from '../../model/lookup.ts'

/** What the pipeline promises at one step, and why when it is less than it could be. */
export interface Guarantee {
  readonly words: string
  readonly reason: string | null
}

/** The guarantee for messages that reach a step: delivery by the settings, order by the sources above it. */
export function guaranteeAt(document: GraphDocument, id: string, specOf: SpecLookup): Guarantee {
  if (document.settings.delivery === 'at-most-once') {
    return { words: 'At most once.', reason: 'A crash loses what is in flight, as the pipeline’s settings say.' }
  }
  const spreading = sourcesAbove(document, id).find(spreadsFreely)
  if (spreading) {
    const reason = `Order by key is not kept: ${displayName(spreading, specOf)} shares its subscription freely.`
    return { words: 'At least once.', reason }
  }
  return { words: 'At least once, ordered by key.', reason: null }
}

function sourcesAbove(document: GraphDocument, id: string): GraphNode[] {
  return document.nodes.filter((node) => node.id === id || downstreamOf(document, node.id).has(id))
}

/** A Shared subscription hands neighbouring messages of one key to different consumers. */
function spreadsFreely({ operator, config }: GraphNode): boolean {
  if (operator !== 'pulsar-source') return false
  const own = (config.consumer as { consumerType?: unknown } | undefined)?.consumerType
  const preset = consumerPresets[config.preset as keyof typeof consumerPresets]?.consumerType
  return (own ?? preset ?? consumerDefaults.consumerType) === 'Shared'
}
