import type { SubscriptionType } from '../../main/engine/ports.ts'
import {
  type Drawing,
  type DrawnNode,
  type DrawnSource,
  deadLetterTopic,
  givenUpTopic,
  type Thing,
} from '../../main/engine/testing/simulation/drawing.ts'
import { type Item, itemIn } from '../../main/engine/testing/simulation/payload.ts'
import { plainSink } from '../../main/engine/testing/simulation/sinks.ts'
import type { Step } from '../../main/engine/testing/simulation/steps.ts'
import { documentSchema, type ErrorPolicy } from '../../shared/graph/schema.ts'
import { input } from './numbered-items.ts'

interface Settings {
  readonly maxInFlight?: number
  /** How often a message is given back before it is given up. */
  readonly returns?: number
  readonly type?: SubscriptionType
}

/**
 * A pipeline put together by hand for the simulated worlds: it reads one topic of two partitions and parses it; what is no JSON goes to
 * the dead letters.
 */
export class Blueprint {
  private readonly nodes = new Map<string, DrawnNode>()
  private readonly edges: { readonly from: string; readonly to: string }[] = []
  private readonly settings: Settings
  private readonly source: DrawnSource

  constructor(settings: Settings = {}) {
    this.settings = settings
    this.source = { ...input, type: settings.type ?? 'Exclusive' }
    this.nodes.set(input.node, { id: input.node, operator: 'pulsar-source', config: this.readConfig(), does: null })
    this.add('parse', 'read.out', {
      operator: 'deserialize',
      config: { serde: 'json' },
      onError: 'dead-letter',
      does: (thing) => {
        const item = thing instanceof Uint8Array ? itemIn(thing) : thing
        return item === null ? 'fails' : [{ port: 'out', thing: item }]
      },
    })
  }

  /** A step behind a port; what fails at it is dealt with by `onError`. */
  step(id: string, from: string, step: Step, onError: ErrorPolicy = 'dead-letter'): this {
    const { operator, config } = step
    const does = (thing: Thing) => {
      const outcome = step.does(thing as Item)
      return outcome === 'fails' ? outcome : outcome.map(({ port, item }) => ({ port, thing: item }))
    }
    return this.add(id, from, { operator, config, does, step, ...(step.fails && { onError }) })
  }

  /** A sink behind a port, to the topic of its name. */
  sink(topic: string, from: string): this {
    return this.add(topic, from, { ...plainSink(topic, { blockIfQueueFull: true }), does: null })
  }

  /** A sink whose topic depends on the item. */
  sinkByItem(id: string, from: string, template: string, topicOf: (item: Item) => string): this {
    return this.add(id, from, {
      operator: 'pulsar-dynamic-sink',
      config: { connection: 'main', topic: template, giveUpMs: 86_400_000, producer: { blockIfQueueFull: true } },
      onError: 'dead-letter',
      does: null,
      topicOf: (thing) => topicOf(thing as Item),
    })
  }

  drawing(): Drawing {
    const wires = new Map<string, string[]>()
    for (const { from, to } of this.edges) wires.set(from, [...(wires.get(from) ?? []), to.replace('.in', '')])
    return {
      document: this.document(),
      nodes: this.nodes,
      wires,
      sources: [this.source],
      returns: this.settings.returns ?? null,
      isLossy: false,
    }
  }

  private add(id: string, from: string, node: Omit<DrawnNode, 'id'>): this {
    this.nodes.set(id, { ...node, id })
    this.edges.push({ from, to: `${id}.in` })
    return this
  }

  private readConfig() {
    const { returns } = this.settings
    const consumer = {
      consumerType: this.source.type,
      subscriptionInitialPosition: 'Earliest',
      negativeAckRedeliveryDelayMillis: 250,
      ...(returns !== undefined && {
        deadLetterPolicy: { maxRedeliverCount: returns, deadLetterTopic: givenUpTopic },
      }),
    }
    return { connection: 'main', topics: [input.topic], subscriptionName: input.subscription, consumer }
  }

  private document() {
    return documentSchema.parse({
      format: 'sluice/1',
      id: 'faults',
      name: 'Faults',
      connections: { main: { type: 'embedded' } },
      settings: {
        delivery: 'at-least-once',
        maxInFlight: this.settings.maxInFlight ?? 20,
        deadLetter: { connection: 'main', topic: deadLetterTopic },
      },
      nodes: [...this.nodes.values()].map(({ id, operator, config, onError }) => ({ id, operator, config, onError })),
      edges: this.edges,
    })
  }
}
