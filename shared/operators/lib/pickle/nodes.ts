import { showName } from './failures.ts'

/** What lies on the stack while a pickle is read. `settle` turns it into plain values at the end. */
export type PickleNode =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | WholeFloat
  | KnownValue
  | KnownName
  | Sequence
  | Dict

/** A Python float without fraction: 1.0, which as a dict's key is another than 1. */
export class WholeFloat {
  readonly value: number
  constructor(value: number) {
    this.value = value
  }
}

/** An instance of a known type that is shown as text. */
export class KnownValue {
  /** `datetime.date`. */
  readonly type: string
  readonly text: string
  constructor(type: string, text: string) {
    this.type = type
    this.text = text
  }
}

/** Also the argument of a timezone, hence its parts; as in Python all but `days` are never negative. */
export class Duration extends KnownValue {
  readonly days: number
  readonly seconds: number
  readonly microseconds: number
  constructor(text: string, days: number, seconds: number, microseconds: number) {
    super('datetime.timedelta', text)
    this.days = days
    this.seconds = seconds
    this.microseconds = microseconds
  }
}

/** The name of a known constructor. A name only: nothing stands behind it. */
export class KnownName {
  readonly name: string
  constructor(name: string) {
    this.name = name
  }
}

/** What a list or dict comes to when all inside it is counted as often as it is shown. Filled by `settle`. */
abstract class Container {
  state: 'new' | 'open' | 'settled' = 'new'
  items = 0
  textLength = 0
  height = 1
}

export type SequenceKind = 'list' | 'tuple' | 'set' | 'frozenset'

export class Sequence extends Container {
  readonly kind: SequenceKind
  /** Nodes; plain values once settled. */
  readonly values: unknown[]
  constructor(kind: SequenceKind, values: PickleNode[]) {
    super()
    this.kind = kind
    this.values = values
  }
}

export class Dict extends Container {
  /** Keys and values in turns, as they were set. */
  readonly pairs: PickleNode[] = []
  /** Filled by `settle`. */
  readonly fields: Record<string, unknown> = {}
  /** Keys in `fields` that were no text in Python; null while there are none. */
  converted: Set<string> | null = null
}

/** What a node is, in the words of messages to people. */
export function describeNode(node: PickleNode): string {
  if (node === null) return 'None'
  if (typeof node === 'boolean') return 'a bool'
  if (typeof node === 'string') return 'a str'
  if (typeof node === 'bigint') return 'an int'
  if (typeof node === 'number') return Number.isInteger(node) ? 'an int' : 'a float'
  if (node instanceof WholeFloat) return 'a float'
  if (node instanceof Uint8Array) return 'bytes'
  if (node instanceof KnownValue) return `a ${node.type}`
  if (node instanceof KnownName) return `\`${showName(node.name)}\` itself`
  return node instanceof Dict ? 'a dict' : `a ${node.kind}`
}
