import { type Drawing, type DrawnNode, deadLetterTopic, givenUpTopic, type Thing } from './drawing.ts'
import { contentIn, contentOf, isRefused } from './payload.ts'

/** What must become of one source message, or of many. */
export class Meaning {
  /** How many of each output, by `outputKey`. */
  readonly outputs = new Map<string, number>()
  /** Outputs that come out of a step that gathers. */
  readonly behindMemory = new Set<string>()
  /** What steps remember of it: `u` of each item, by node. */
  readonly remembered = new Map<string, string[]>()
  /** The same, of steps that come after one that gathers. */
  readonly rememberedLater = new Map<string, string[]>()
  /** Whether a step gives it back, until it is given up. */
  isReturned = false

  countOf(key: string): number {
    return this.outputs.get(key) ?? 0
  }
}

/** One text for each pair of topic and content. */
export function outputKey(topic: string, content: string): string {
  return `${topic}: ${content}`
}

/**
 * A plain walk over a drawing. `passed` holds what steps that let an item pass once have let pass; walks over many messages share it.
 */
export function follow(
  drawing: Drawing,
  source: string,
  payload: Uint8Array,
  passed: Set<string> = new Set(),
  meaning: Meaning = new Meaning(),
): Meaning {
  new Walk(drawing, passed, meaning).leave(`${source}.out`, payload, false)
  if (meaning.isReturned) count(meaning, givenUpTopic, payload, false)
  return meaning
}

function count(meaning: Meaning, topic: string, thing: Thing, isBehindMemory: boolean): void {
  const key = outputKey(topic, thing instanceof Uint8Array ? contentIn(thing) : contentOf(thing))
  meaning.outputs.set(key, meaning.countOf(key) + 1)
  if (isBehindMemory) meaning.behindMemory.add(key)
}

class Walk {
  private readonly drawing: Drawing
  private readonly passed: Set<string>
  private readonly meaning: Meaning

  constructor(drawing: Drawing, passed: Set<string>, meaning: Meaning) {
    this.drawing = drawing
    this.passed = passed
    this.meaning = meaning
  }

  leave(port: string, thing: Thing, isBehindMemory: boolean): void {
    for (const id of this.drawing.wires.get(port) ?? []) {
      this.enter(this.drawing.nodes.get(id) as DrawnNode, thing, isBehindMemory)
    }
  }

  private enter(node: DrawnNode, thing: Thing, isBehindMemory: boolean): void {
    if (node.topicOf !== undefined) this.write(node, node.topicOf(thing), thing, isBehindMemory)
    else this.pass(node, thing, isBehindMemory)
  }

  private pass(node: DrawnNode, thing: Thing, isBehindMemory: boolean): void {
    const outcome = node.does?.(thing) ?? []
    if (outcome === 'fails') this.fail(node, thing, isBehindMemory)
    if (outcome === 'fails' || this.isDropped(node, thing)) return
    this.remember(node, thing, isBehindMemory)
    const gathers = node.step?.remembers === 'items'
    // What is gathered leaves by the first port as a list, which the next step lays open; a late item would leave by `late`.
    for (const { port, thing: made } of outcome) this.leave(`${node.id}.${port}`, made, isBehindMemory || gathers)
  }

  private write(node: DrawnNode, topic: string | null, thing: Thing, isBehindMemory: boolean): void {
    if (topic === null) return
    if (!(thing instanceof Uint8Array) && isRefused(topic, thing)) this.fail(node, thing, isBehindMemory)
    else count(this.meaning, topic, thing, isBehindMemory)
  }

  private fail(node: DrawnNode, thing: Thing, isBehindMemory: boolean): void {
    const port = `${node.id}.errors`
    if (this.drawing.wires.has(port)) this.leave(port, thing, isBehindMemory)
    else if (node.onError === 'dead-letter') count(this.meaning, deadLetterTopic, thing, isBehindMemory)
    else if (node.onError === 'redeliver') this.meaning.isReturned = true
  }

  private isDropped({ id, step }: DrawnNode, thing: Thing): boolean {
    if (!step?.once || thing instanceof Uint8Array) return false
    const place = `${id} ${contentOf(thing)}`
    if (this.passed.has(place)) return true
    this.passed.add(place)
    return false
  }

  private remember({ id, step }: DrawnNode, thing: Thing, isBehindMemory: boolean): void {
    if (step?.remembers !== 'ids' || thing instanceof Uint8Array) return
    const remembered = isBehindMemory ? this.meaning.rememberedLater : this.meaning.remembered
    remembered.set(id, [...(remembered.get(id) ?? []), thing.u])
  }
}
