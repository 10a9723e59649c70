import { documentSchema, type GraphDocument } from '../../../../shared/graph/schema.ts'
import type { Draw } from './draw.ts'
import { type Drawing, type DrawnNode, type DrawnSource, deadLetterTopic, givenUpTopic, type Thing } from './drawing.ts'
import { type Item, itemIn, strictTopics } from './payload.ts'
import { drawSink, plainSink, type SinkKind } from './sinks.ts'
import { drawStep, keyBy, type Step } from './steps.ts'

type Kind = 'bytes' | 'item' | 'failed'

interface Open {
  readonly from: string
  readonly kind: Kind
}

const sinksForItems: readonly SinkKind[] = ['plain', 'plain', 'strict', 'dynamic', 'discard']
/** For what may be no item. */
const sinksForAll: readonly SinkKind[] = ['plain', 'discard']

/** With so many steps between sources and sinks, at most. */
export function drawPipeline(draw: Draw, steps = 6): Drawing {
  return new Sketch(draw).finish(steps)
}

class Sketch {
  private readonly draw: Draw
  private readonly nodes = new Map<string, DrawnNode>()
  private readonly edges: { from: string; to: string }[] = []
  private readonly sources: DrawnSource[] = []
  private readonly returns: number | null
  private readonly isLossy: boolean
  /** How often a wire is drawn besides those that are needed. Where there is one way only, order is promised. */
  private readonly tangle: number
  private readonly mayRemember: boolean
  /** Ports that want a wire. */
  private open: Open[] = []
  private remembering = 0
  /** Ports that get the wires of another: it is chance by which of them a message leaves. */
  private readonly alike = new Map<string, string>()

  constructor(draw: Draw) {
    this.draw = draw
    this.returns = draw.chance(0.15) ? draw.integer(1, 2) : null
    this.isLossy = this.returns === null && draw.chance(0.08)
    this.tangle = draw.pick([0, 0.3])
    const sharing = draw.chance(0.15)
    this.mayRemember = this.returns === null && !sharing
    this.drawSources(sharing)
  }

  finish(steps: number): Drawing {
    for (const source of this.sources) this.drawParse(`${source.node}.out`)
    for (let left = Math.min(steps, this.draw.integer(0, 6)); left > 0; left--) this.drawSomeStep()
    while (this.open.length > 0) this.drawEnd(this.open.shift() as Open)
    for (const [port, other] of this.alike) {
      for (const { from, to } of [...this.edges]) if (from === other) this.edges.push({ from: port, to })
    }
    return {
      document: this.document(),
      nodes: this.nodes,
      wires: this.wires(),
      sources: this.sources,
      returns: this.returns,
      isLossy: this.isLossy,
    }
  }

  private drawSources(sharing: boolean): void {
    const type = this.draw.pick(
      sharing
        ? (['Shared', 'KeyShared', 'Failover'] as const)
        : (['Exclusive', 'Failover', 'Shared', 'KeyShared'] as const),
    )
    const partitions = this.draw.integer(1, 3)
    this.addSource({ node: 'read0', topic: 'in0', partitions, subscription: 's0', type })
    if (sharing) this.addSource({ node: 'read1', topic: 'in0', partitions, subscription: 's0', type })
    else if (this.draw.chance(0.3)) {
      const other = this.draw.pick(['Exclusive', 'Failover', 'Shared', 'KeyShared'] as const)
      this.addSource({
        node: 'read1',
        topic: 'in1',
        partitions: this.draw.integer(1, 2),
        subscription: 's1',
        type: other,
      })
    }
  }

  private addSource(source: DrawnSource): void {
    this.sources.push(source)
    const policy = { maxRedeliverCount: this.returns ?? 1, deadLetterTopic: givenUpTopic }
    const consumer = {
      consumerType: source.type,
      subscriptionInitialPosition: 'Earliest',
      negativeAckRedeliveryDelayMillis: this.draw.pick([100, 250, 700]),
      ...(this.returns === null ? {} : { deadLetterPolicy: policy }),
    }
    const config = { connection: 'main', topics: [source.topic], subscriptionName: source.subscription, consumer }
    this.nodes.set(source.node, { id: source.node, operator: 'pulsar-source', config, does: null })
  }

  private drawParse(from: string): void {
    const isShared = this.sources.every(({ subscription }) => subscription === 's0')
    if (this.nodes.has('parse0') && (isShared || this.draw.chance(0.5))) {
      this.wire(from, 'parse0')
      return
    }
    const id = `parse${this.sources.findIndex(({ node }) => from.startsWith(node))}`
    this.add({
      id,
      operator: 'deserialize',
      config: { serde: 'json' },
      does: (thing) => {
        const item = thing instanceof Uint8Array ? itemIn(thing) : thing
        return item === null ? 'fails' : [{ port: 'out', thing: item }]
      },
    })
    this.wire(from, id)
    this.open.push({ from: `${id}.out`, kind: 'item' })
    this.drawErrors(id)
  }

  private drawSomeStep(): void {
    const step = drawStep(this.draw, this.mayRemember && this.remembering < 2)
    let from = this.takeOpen()
    if (step.keyed) from = this.addStep(keyBy(), [from])[0] as string
    if (step.remembers !== undefined || step.once) this.remembering++
    const more = step.keyed || !this.draw.chance(this.tangle) ? [] : [this.takeOpen()]
    const ports = this.addStep(step, [from, ...more])
    this.open.push(...this.unfold(step, ports).map((port) => ({ from: port, kind: 'item' as const })))
  }

  /** Behind a step that gathers, another lays open what was gathered; what is late is no list. */
  private unfold({ unfolds }: Step, ports: readonly string[]): readonly string[] {
    if (unfolds === undefined) return ports
    const does = (item: Item) => [{ port: 'out', item }]
    const lay: Step = { operator: 'flat-map', config: { expression: unfolds }, outputs: ['out'], fails: true, does }
    const [laid] = this.addStep(lay, ports.slice(0, 1)) as [string]
    for (const late of ports.slice(1)) this.alike.set(late, laid)
    return [laid]
  }

  /** Any port that carries items; mostly it is taken off the list, sometimes it gets more wires. */
  private takeOpen(): string {
    const items = this.open.filter(({ kind }) => kind === 'item')
    const chosen = items.length === 0 ? { from: 'parse0.out', kind: 'item' as const } : this.draw.pick(items)
    if (!this.draw.chance(this.tangle)) this.open = this.open.filter((open) => open !== chosen)
    return chosen.from
  }

  private addStep(step: Step, from: readonly string[]): string[] {
    const id = `${step.operator}${this.nodes.size}`
    const does = (thing: Thing) => {
      const outcome = step.does(thing as Item)
      return outcome === 'fails' ? outcome : outcome.map(({ port, item }) => ({ port, thing: item }))
    }
    this.add({ id, operator: step.operator, config: step.config, does, step })
    for (const port of from) this.wire(port, id)
    if (step.fails) this.drawErrors(id)
    return step.outputs.map((port) => `${id}.${port}`)
  }

  /** What happens to what fails at a node: wired on, or by its policy. */
  private drawErrors(id: string): void {
    if (this.draw.chance(0.35)) {
      this.open.push({ from: `${id}.errors`, kind: 'failed' })
      return
    }
    const policies =
      this.returns === null ? (['drop', 'dead-letter'] as const) : (['drop', 'dead-letter', 'redeliver'] as const)
    this.add({ ...(this.nodes.get(id) as DrawnNode), onError: this.draw.pick(policies) })
  }

  private drawEnd({ from, kind }: Open): void {
    if (kind === 'failed' && this.draw.chance(0.5)) {
      const id = `explain${this.nodes.size}`
      this.add({ id, operator: 'error-message', config: {}, does: (thing) => [{ port: 'out', thing }] })
      this.wire(from, id)
      this.drawSink(`${id}.out`, false)
    } else this.drawSink(from, kind === 'item')
  }

  /** A new sink, or one that is there already. */
  private drawSink(from: string, isItem: boolean): void {
    const fitting = [...this.nodes.values()].filter((node) => takes(node, isItem))
    if (fitting.length > 0 && this.draw.chance(this.tangle)) this.wire(from, this.draw.pick(fitting).id)
    else this.addSink(from, this.draw.pick(isItem ? sinksForItems : sinksForAll))
  }

  private addSink(from: string, kind: SinkKind): void {
    const sink = drawSink(this.draw, kind, this.nodes.size)
    this.end(from, sink)
    if (kind === 'strict') this.drawRefusals(sink.id)
  }

  /** What a sink refuses: by its policy, or to a sink of its own. */
  private drawRefusals(id: string): void {
    const before = this.open.length
    this.drawErrors(id)
    if (this.open.length === before) return
    this.open.pop()
    this.end(`${id}.errors`, plainSink(`refused-${this.nodes.size}`))
  }

  private end(from: string, sink: Omit<DrawnNode, 'does'>): void {
    this.add({ ...sink, does: null })
    this.wire(from, sink.id)
  }

  private add(node: DrawnNode): void {
    this.nodes.set(node.id, node)
  }

  private wire(from: string, to: string): void {
    if (!this.edges.some((edge) => edge.from === from && edge.to === `${to}.in`))
      this.edges.push({ from, to: `${to}.in` })
  }

  private wires(): ReadonlyMap<string, readonly string[]> {
    const wires = new Map<string, string[]>()
    for (const { from, to } of this.edges) {
      const targets = wires.get(from) ?? []
      wires.set(from, [...targets, to.slice(0, to.indexOf('.'))])
    }
    return wires
  }

  private document(): GraphDocument {
    return documentSchema.parse({
      format: 'sluice/1',
      id: 'simulated',
      name: 'Simulated',
      connections: { main: { type: 'embedded' } },
      settings: {
        delivery: this.isLossy ? 'at-most-once' : 'at-least-once',
        maxInFlightBytes: this.draw.pick([1, 400, 10_000_000, 10_000_000]),
        maxInFlight: this.draw.pick([1, 2, 5, 20, 10_000, 10_000]),
        deadLetter: { connection: 'main', topic: deadLetterTopic },
      },
      nodes: [...this.nodes.values()].map(({ id, operator, config, onError }) => ({ id, operator, config, onError })),
      edges: this.edges,
    })
  }
}

/** Whether this is a sink that more may be wired to. */
function takes({ id, operator, topicOf }: DrawnNode, isItem: boolean): boolean {
  if (topicOf === undefined || id.startsWith('refused')) return false
  return isItem || (operator !== 'pulsar-dynamic-sink' && !id.startsWith(strictTopics))
}
