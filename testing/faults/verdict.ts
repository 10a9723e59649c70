import { deadLetterTopic, givenUpTopic } from '../../main/engine/testing/simulation/drawing.ts'
import { follow } from '../../main/engine/testing/simulation/meaning.ts'
import { itemIn } from '../../main/engine/testing/simulation/payload.ts'
import type { Entry } from '../../main/engine/testing/simulation/topic.ts'
import type { Outcome } from '../../main/engine/testing/simulation/world.ts'
import { type Verdict, verify } from '../verifier/ledger-verifier.ts'
import { input, type NumberedItem } from './numbered-items.ts'

const untouched = [deadLetterTopic, givenUpTopic]
const nothing: Verdict = { sent: 0, lost: 0, duplicated: 0, outOfOrder: 0, rewinds: 0, corrupted: 0, foreign: 0 }

/**
 * What the verifier says of all topics a world's engine wrote to, added up. What had to come there follows from what was sent, by a plain
 * walk over the drawing. Poison must be there byte for byte; it has no order.
 */
export function verdictOf(outcome: Outcome): Verdict {
  const expected = expectedIn(outcome)
  const topics = new Set([...expected.keys(), ...outcome.stored.map(({ base }) => base)])
  return [...topics].map((topic) => verdictOfTopic(topic, expected.get(topic) ?? [], outcome)).reduce(add, nothing)
}

interface Expected {
  readonly entry: Entry
  readonly u: string
}

/** By topic, in the order of sending. */
function expectedIn({ drawing, published }: Outcome): ReadonlyMap<string, readonly Expected[]> {
  const passed = new Set<string>()
  const expected = new Map<string, Expected[]>()
  for (const entry of published) {
    for (const key of follow(drawing, input.node, entry.payload, passed).outputs.keys()) {
      const [topic, content] = key.split(/: (.*)/s) as [string, string]
      expected.set(topic, [...(expected.get(topic) ?? []), { entry, u: content.split(' n=')[0] as string }])
    }
  }
  return expected
}

function verdictOfTopic(topic: string, expected: readonly Expected[], { stored }: Outcome): Verdict {
  const received = stored.filter(({ base }) => base === topic).map(({ payload }) => payload)
  if (untouched.includes(topic)) return compareBytes(expected, received)
  const items = expected.map(({ entry, u }) => itemOf(itemIn(entry.payload) as NumberedItem, u))
  return verify(items, received)
}

function itemOf(item: NumberedItem, u: string): NumberedItem {
  return item.u === u ? item : (item.parts.find((part) => part.u === u) as NumberedItem)
}

function compareBytes(expected: readonly Expected[], received: readonly Uint8Array[]): Verdict {
  const wanted = new Set(expected.map(({ entry }) => Buffer.from(entry.payload).toString('latin1')))
  const texts = received.map((payload) => Buffer.from(payload).toString('latin1'))
  const right = texts.filter((text) => wanted.has(text))
  const found = new Set(right).size
  return {
    ...nothing,
    sent: wanted.size,
    lost: wanted.size - found,
    duplicated: right.length - found,
    corrupted: texts.length - right.length,
  }
}

function add(one: Verdict, other: Verdict): Verdict {
  return {
    sent: one.sent + other.sent,
    lost: one.lost + other.lost,
    duplicated: one.duplicated + other.duplicated,
    outOfOrder: one.outOfOrder + other.outOfOrder,
    rewinds: Math.max(one.rewinds, other.rewinds),
    corrupted: one.corrupted + other.corrupted,
    foreign: one.foreign + other.foreign,
  }
}
