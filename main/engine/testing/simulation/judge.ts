import type { SimulatedBroker } from './broker.ts'
import { nameOf } from './consumer.ts'
import type { Drawing } from './drawing.ts'
import { follow, Meaning, outputKey } from './meaning.ts'
import { orderedSinks } from './order.ts'
import type { Life, Witness } from './scene.ts'
import type { SimulatedStore } from './store.ts'
import type { Entry } from './topic.ts'

/** A source message, what must become of it, and how often the engine was given it to work on. */
interface Case {
  readonly entry: Entry
  readonly source: string
  readonly meaning: Meaning
  handedOut: number
}

export interface JudgedWorld {
  readonly broker: SimulatedBroker
  readonly store: SimulatedStore
  readonly now: () => number
}

/** Compares what the engine does with what it must do. The first rule that is broken is kept. */
export class Judge implements Witness {
  problem: string | null = null
  /** Runs of the engine so far. */
  lives = 0
  /** Whether every run has come to its end in peace. */
  isPeaceful = true
  /** What the engine does on the way is not judged. */
  isJudgedAtEnd = false
  /** Whether a run may acknowledge: it has not ended. */
  mayAcknowledge: (life: Life) => boolean = () => true
  /** Told of every confirmation. */
  onConfirmed: (entry: Entry) => void = () => {}
  private readonly drawing: Drawing
  /** When the engine was last given a message; epoch milliseconds. */
  private handedOutAt = 0
  private confirmedAt = 0
  private readonly broker: SimulatedBroker
  private readonly store: SimulatedStore
  private readonly now: () => number
  /** Nodes that gather messages until a time comes. */
  readonly gatherers: readonly string[]
  private readonly cases = new Map<Entry, Case>()
  private readonly storedOutputs: Entry[] = []
  private readonly counts = {
    stored: new Map<string, number>(),
    confirmed: new Map<string, number>(),
    denied: new Map<string, number>(),
  }

  constructor(drawing: Drawing, { broker, store, now }: JudgedWorld) {
    this.drawing = drawing
    this.broker = broker
    this.store = store
    this.now = now
    this.gatherers = [...drawing.nodes.values()].filter(({ step }) => step?.remembers === 'items').map(({ id }) => id)
  }

  get entries(): Iterable<Entry> {
    return this.cases.keys()
  }

  /** Epoch milliseconds at which the engine last did something that its state may not show yet. */
  get busyUntil(): number {
    return this.isJudgedAtEnd ? Math.max(this.handedOutAt, this.confirmedAt) : this.handedOutAt
  }

  /** Messages the engine wrote, in the order they were stored. */
  get outputs(): readonly Entry[] {
    return this.storedOutputs
  }

  /** A message has come to an input topic. */
  published(entry: Entry, source: string): void {
    this.cases.set(entry, { entry, source, meaning: follow(this.drawing, source, entry.payload), handedOut: 0 })
  }

  find(problem: string): void {
    this.problem ??= problem
  }

  handedOut(entry: Entry, isFresh: boolean): void {
    this.handedOutAt = this.now()
    if (isFresh) this.caseOf(entry).handedOut++
  }

  acknowledging(entry: Entry, life: Life): void {
    if (life.isDead || this.isJudgedAtEnd) return
    if (!this.mayAcknowledge(life)) this.find(`${nameOf(entry)} is acknowledged after the run has ended.`)
    if (this.drawing.isLossy) return
    const { meaning } = this.caseOf(entry)
    for (const [key, count] of meaning.outputs) {
      if ((this.counts.confirmed.get(key) ?? 0) >= count) continue
      if (meaning.behindMemory.has(key) && this.isGathered(entry)) continue
      this.find(`${nameOf(entry)} is acknowledged before its output "${key}" is confirmed.`)
    }
    for (const [node, ids] of meaning.remembered) {
      const remembered = this.rememberedBy(node)
      const missing = ids.find((id) => !remembered.includes(id))
      if (missing !== undefined)
        this.find(`${nameOf(entry)} is acknowledged before ${node} has saved that it saw ${missing}.`)
    }
  }

  stored(entry: Entry): void {
    this.storedOutputs.push(entry)
    count(this.counts.stored, keyOf(entry))
  }

  confirmed(entry: Entry): void {
    this.confirmedAt = this.now()
    count(this.counts.confirmed, keyOf(entry))
    this.onConfirmed(entry)
  }

  denied(entry: Entry): void {
    count(this.counts.denied, keyOf(entry))
  }

  /** Nothing gathered waits in the saved state. */
  get isNothingGathered(): boolean {
    return this.gatherers.every((node) => !this.savedBy(node).includes('"u":'))
  }

  /** When everything is over: is it what the drawing means? */
  judge(): void {
    const all = this.meaningOfAll()
    this.judgeOutputs(all)
    if (!this.drawing.isLossy) this.judgeMemory(all)
    this.judgeOrder()
  }

  private meaningOfAll(): Meaning {
    const all = new Meaning()
    const passed = new Set<string>()
    for (const { entry, source } of this.cases.values()) {
      const meaning = follow(this.drawing, source, entry.payload, passed)
      for (const [key, times] of meaning.outputs) all.outputs.set(key, all.countOf(key) + times)
      for (const [node, ids] of [...meaning.remembered, ...meaning.rememberedLater]) {
        all.remembered.set(node, [...(all.remembered.get(node) ?? []), ...ids])
      }
    }
    return all
  }

  private judgeOutputs(all: Meaning): void {
    const mayLose = this.drawing.isLossy && !this.isPeaceful
    for (const [key, times] of mayLose ? [] : all.outputs) {
      const stored = this.counts.stored.get(key) ?? 0
      if (stored < times) this.find(`"${key}" must have been written ${times} times, and was ${stored} times.`)
    }
    for (const [key, stored] of this.counts.stored) {
      if (!all.outputs.has(key)) this.find(`"${key}" was written, and nothing makes it.`)
      const most = this.mostOf(key)
      if (stored > most) this.find(`"${key}" was written ${stored} times; the faults explain ${most}.`)
    }
  }

  /** Every time a message is handed out for work, after a crash or because its acknowledgement was lost, it may be written again. */
  private mostOf(key: string): number {
    const works = 1 + (this.drawing.returns ?? 0)
    const perCase = [...this.cases.values()].map(({ meaning, handedOut }) => {
      const times = meaning.behindMemory.has(key) ? this.timesFromMemory(handedOut) : handedOut
      return meaning.countOf(key) * times * works
    })
    return perCase.reduce((sum, times) => sum + times, this.counts.denied.get(key) ?? 0)
  }

  /** What is gathered is written again by each run that takes up the same state. At most once, nothing tells that it is there already. */
  private timesFromMemory(handedOut: number): number {
    return this.drawing.isLossy ? handedOut + this.lives - 1 : Math.max(handedOut, this.lives)
  }

  private judgeMemory(all: Meaning): void {
    for (const [id, { step }] of this.drawing.nodes) {
      if (step?.remembers !== 'ids') continue
      const saved = [...this.rememberedBy(id)].sort()
      const wanted = [...(all.remembered.get(id) ?? [])].sort()
      if (JSON.stringify(saved) !== JSON.stringify(wanted)) {
        this.find(`${id} must remember ${wanted.join(' ')}, and remembers ${saved.join(' ')}.`)
      }
    }
  }

  private judgeOrder(): void {
    const sourceOf = new Map(this.drawing.sources.map((source) => [source.topic, source.node]))
    for (const { source, sink } of orderedSinks(this.drawing)) {
      const cases = [...this.cases.values()].filter(
        ({ entry }) => entry.key !== null && sourceOf.get(entry.base) === source,
      )
      for (const one of Map.groupBy(cases, ({ entry }) => `${entry.partition} ${entry.key}`).values()) {
        this.judgeLine(
          one.map(({ entry }) => entry),
          sink,
        )
      }
    }
  }

  /** Messages of one key, in the order they were sent: what is made of each must first appear behind what is made of those before it. */
  private judgeLine(line: readonly Entry[], sink: string): void {
    let last = -1
    let before: Entry | null = null
    const twins = new Set<string>()
    for (const entry of line) {
      if (twins.has(entry.content)) continue
      twins.add(entry.content)
      const places = this.firstPlaces(entry, sink)
      if (places.length === 0) continue
      if (before !== null && Math.min(...places) < last) {
        this.find(`${sink} got what was made of ${nameOf(entry)} before what was made of ${nameOf(before)}.`)
      }
      last = Math.max(last, ...places)
      before = entry
    }
  }

  /** Where each thing made of this message was first written by a sink. */
  private firstPlaces(entry: Entry, sink: string): number[] {
    const id = entry.content.split(/[ /]/)[0] as string
    const first = new Map<string, number>()
    for (const [place, { base, content }] of this.storedOutputs.entries()) {
      if (base !== sink || content.split(/[ /]/)[0] !== id || first.has(content)) continue
      first.set(content, place)
    }
    return [...first.values()]
  }

  private caseOf(entry: Entry): Case {
    return this.cases.get(entry) as Case
  }

  private isGathered({ content }: Entry): boolean {
    const id = content.split(' ')[0]
    return this.gatherers.some((node) => this.savedBy(node).includes(`"u":"${id}`))
  }

  private savedBy(node: string): string {
    const operator = this.drawing.nodes.get(node)?.operator
    return JSON.stringify(this.store.statesOf(`${node}:${operator}`))
  }

  private rememberedBy(node: string): readonly string[] {
    const operator = this.drawing.nodes.get(node)?.operator
    return this.store.statesOf(`${node}:${operator}`).flat() as string[]
  }

  /** Input topics with messages that are not acknowledged. */
  get backlog(): readonly Entry[] {
    return [...this.broker.subscriptions.values()].flatMap(({ backlog }) => backlog)
  }
}

function keyOf({ base, content }: Entry): string {
  return outputKey(base, content)
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}
