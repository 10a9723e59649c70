import type { Origin } from '../../shared/message.ts'
import type { AckGroup } from './ack-group.ts'
import type { EpochPart } from './epoch-part.ts'
import type { StateChange } from './keyed-states.ts'
import { MessageRanges, Position } from './message-ranges.ts'
import type { Acknowledger } from './tracker.ts'

/** Source messages, by topic. */
type Messages = Map<string, MessageRanges>
/** As it is saved: plain data. */
type SavedMessages = readonly (readonly [topic: string, ranges: readonly number[]])[]

/** Messages that are in the saved state, and whether the broker confirmed every acknowledgement of them. */
interface SavedEpoch {
  readonly number: number
  readonly messages: Messages
  confirmed: boolean
}

/** What was held when an epoch was cut. */
interface Cut {
  readonly number: number
  readonly ids: readonly unknown[]
  readonly messages: Messages
  /** Saved so long ago that they need not be recognised any more. */
  readonly outdated: readonly SavedEpoch[]
}

/** A message that came again, and the ids under which it did. */
interface Repeat {
  readonly topic: string
  readonly messageId: string
  readonly ids: unknown[]
}

/**
 * A message is recognised when it comes again within so many epochs after the one that saved its effect, although it was
 * acknowledged: a broker that dies may forget acknowledgements it has confirmed.
 */
const epochsKept = 10

export interface HeldAcksOptions {
  /** As `EpochPart`. */
  readonly name: string
  readonly acks: AckGroup
  /** The source hands a message out again, under the same id, until it is acknowledged: those must be recognised. */
  readonly redelivers: boolean
  /** Whether this message is on its way through the graph. */
  readonly isOpen: (origin: Origin) => boolean
  /** A message is held; its payload has so many bytes. */
  readonly held: (bytes: number) => void
}

/**
 * The acknowledgements of one source that wait for an epoch, and what it has handed out already: a message that comes again, in
 * this run or after a crash, was counted in state once and must not be a second time.
 */
export class HeldAcks implements Acknowledger, EpochPart {
  readonly name: string
  private readonly options: HeldAcksOptions
  private ids: unknown[] = []
  private messages: Messages = new Map()
  private cut: Cut | null = null
  private saved: SavedEpoch[] = []
  /** By topic, the greatest position that was handed out: what comes after it is new for certain, which costs next to nothing. */
  private readonly highest = new Map<string, Position>()
  private lastTopic: string | null = null
  private lastHighest = new Position()
  private readonly position = new Position()
  /** By place. They are acknowledged together with the first ones, or once those are. */
  private readonly repeats = new Map<string, Repeat>()

  constructor(options: HeldAcksOptions) {
    this.name = options.name
    this.options = options
  }

  get hasChanges(): boolean {
    return this.ids.length > 0
  }

  /** Messages that have settled and whose effect on state is not saved. */
  get count(): number {
    return this.ids.length + (this.cut?.ids.length ?? 0)
  }

  /** Whether this message was handed out before. If so its id is taken, and nothing else is to be done about it. */
  isRepeat(origin: Origin, id: unknown): boolean {
    const { position } = this
    if (!this.options.redelivers || !position.read(origin.messageId)) return false
    const highest = this.highestOf(origin.topic)
    if (position.isAfter(highest)) {
      highest.copy(position)
      return false
    }
    const { topic, messageId } = origin
    if (!this.options.isOpen(origin) && !this.isDone(topic, position)) return false
    const place = placeOf(topic, messageId)
    const repeat = this.repeats.get(place) ?? { topic, messageId, ids: [] }
    repeat.ids.push(id)
    this.repeats.set(place, repeat)
    return true
  }

  /** It touched no state. Should it come again, it may be worked on again. */
  settled(id: unknown, { topic, messageId }: Origin): void {
    this.options.acks.settled(id)
    if (this.repeats.size > 0) this.acknowledgeRepeat(placeOf(topic, messageId))
  }

  /** It is to come again, and is worked on anew then. Returns the ids under which it came meanwhile. */
  returned({ topic, messageId }: Origin): readonly unknown[] {
    const place = placeOf(topic, messageId)
    const ids = this.repeats.get(place)?.ids ?? []
    this.repeats.delete(place)
    return ids
  }

  hold(id: unknown, { topic, messageId, size }: Origin): void {
    this.ids.push(id)
    if (this.options.redelivers && this.position.read(messageId)) {
      const ranges = this.messages.get(topic) ?? new MessageRanges()
      ranges.add(this.position)
      this.messages.set(topic, ranges)
    }
    this.options.held(size)
  }

  /** What is held now belongs to the epoch that begins. */
  begin(number: number): StateChange[] {
    const outdated = this.saved.filter((epoch) => epoch.confirmed && epoch.number <= number - epochsKept)
    this.cut = { number, ids: this.ids, messages: this.messages, outdated }
    this.ids = []
    this.messages = new Map()
    const changes = outdated.map((epoch) => ({ key: String(epoch.number), state: undefined as unknown }))
    if (this.cut.messages.size > 0) changes.push({ key: String(number), state: toSaved(this.cut.messages) })
    return changes
  }

  /** What belongs to the epoch is acknowledged. */
  committed(): void {
    const { cut } = this
    if (cut === null) return
    this.cut = null
    const epoch: SavedEpoch = { number: cut.number, messages: cut.messages, confirmed: false }
    this.saved = this.saved.filter((old) => !cut.outdated.includes(old))
    if (epoch.messages.size > 0) this.saved.push(epoch)
    void this.options.acks.acknowledge(cut.ids).then((confirmed) => {
      epoch.confirmed = confirmed
    })
    this.acknowledgeRepeats()
  }

  /** What belongs to the epoch is held again. */
  putBack(): void {
    const { cut } = this
    if (cut === null) return
    this.cut = null
    this.ids = cut.ids.concat(this.ids)
    for (const [topic, ranges] of this.messages) {
      const known = cut.messages.get(topic)
      if (known === undefined) cut.messages.set(topic, ranges)
      else known.addAll(ranges)
    }
    this.messages = cut.messages
  }

  /** Acknowledges what came again and is in the saved state. */
  acknowledgeRepeats(): void {
    for (const [place, { topic, messageId }] of this.repeats) {
      this.position.read(messageId)
      if (this.saved.some(({ messages }) => messages.get(topic)?.has(this.position))) this.acknowledgeRepeat(place)
    }
  }

  /** Takes up what earlier runs saved: what `begin` returned, by key. */
  restore(saved: readonly StateChange[]): void {
    for (const { key, state } of saved) {
      const messages = fromSaved(state as SavedMessages)
      this.saved.push({ number: Number(key), messages, confirmed: true })
      for (const [topic, ranges] of messages) ranges.raise(this.highestOf(topic))
    }
  }

  /** Whether it has settled and touched state, and is held or saved. */
  private isDone(topic: string, position: Position): boolean {
    const isIn = (messages: Messages | undefined) => messages?.get(topic)?.has(position) === true
    return isIn(this.messages) || isIn(this.cut?.messages) || this.saved.some(({ messages }) => isIn(messages))
  }

  private acknowledgeRepeat(place: string): void {
    for (const id of this.repeats.get(place)?.ids ?? []) this.options.acks.settled(id)
    this.repeats.delete(place)
  }

  private highestOf(topic: string): Position {
    if (topic === this.lastTopic) return this.lastHighest
    const highest = this.highest.get(topic) ?? new Position()
    this.highest.set(topic, highest)
    this.lastTopic = topic
    this.lastHighest = highest
    return highest
  }
}

function toSaved(messages: Messages): SavedMessages {
  return [...messages].map(([topic, ranges]) => [topic, ranges.toList()])
}

function fromSaved(saved: SavedMessages): Messages {
  return new Map(saved.map(([topic, list]) => [topic, MessageRanges.from(list)]))
}

function placeOf(topic: string, messageId: string): string {
  return `${topic}\n${messageId}`
}
