import { dateFromState, dateTimeFromState, durationFrom, timeFromState, zoneFrom } from './dates.ts'
import type { Budget } from './limits.ts'
import { Dict, KnownValue, type PickleNode, Sequence, type SequenceKind } from './nodes.ts'
import { latin1Bytes } from './text.ts'

/** Data in, data out. Undefined when the arguments are others than those that pickle writes for a stored value. */
type KnownConstructor = (given: readonly PickleNode[], budget: Budget) => PickleNode | undefined

/** All that a pickle may name. Protocols 0 to 2 write Python 2's module `__builtin__`. */
export const knownConstructors: ReadonlyMap<string, KnownConstructor> = new Map([
  ['datetime.datetime', dateTimeFromState],
  ['datetime.date', dateFromState],
  ['datetime.time', timeFromState],
  ['datetime.timedelta', durationFrom],
  ['datetime.timezone', zoneFrom],
  ['decimal.Decimal', decimalFrom],
  ['collections.OrderedDict', orderedDictFrom],
  ['_codecs.encode', encodedBytes],
  ...['builtins', '__builtin__'].flatMap((module): [string, KnownConstructor][] => [
    [`${module}.set`, (given, budget) => setFrom('set', given, budget)],
    [`${module}.frozenset`, (given, budget) => setFrom('frozenset', given, budget)],
    [`${module}.bytes`, ({ length }) => (length === 0 ? new Uint8Array(0) : undefined)],
    [`${module}.bytearray`, byteArrayFrom],
  ]),
])

const decimal = /^[+-]?(?:(?:\d+(?:\.\d*)?|\.\d+)(?:E[+-]?\d+)?|Inf(?:inity)?|s?NaN\d*)$/i

function decimalFrom([text, ...more]: readonly PickleNode[], budget: Budget): PickleNode | undefined {
  if (typeof text !== 'string' || more.length > 0) return undefined
  budget.takeText(text.length)
  return decimal.test(text) ? new KnownValue('decimal.Decimal', text) : undefined
}

/** Protocols 0 to 2 have no bytes of their own and write `encode(text, 'latin1')`. */
function encodedBytes([text, encoding, ...more]: readonly PickleNode[], budget: Budget): PickleNode | undefined {
  const isLatin1 = encoding === 'latin1' || encoding === 'latin-1'
  if (typeof text !== 'string' || !isLatin1 || more.length > 0) return undefined
  budget.takeText(text.length)
  return latin1Bytes(text) ?? undefined
}

function byteArrayFrom(given: readonly PickleNode[], budget: Budget): PickleNode | undefined {
  const [content] = given
  if (given.length === 0) return new Uint8Array(0)
  if (typeof content === 'string') return encodedBytes(given, budget)
  if (given.length > 1 || !(content instanceof Uint8Array)) return undefined
  budget.takeText(content.length)
  return content.slice()
}

function setFrom(kind: SequenceKind, given: readonly PickleNode[], budget: Budget): PickleNode | undefined {
  const [content] = given
  if (given.length === 0) return new Sequence(kind, [])
  if (given.length > 1 || !(content instanceof Sequence)) return undefined
  budget.takeItems(content.values.length)
  return new Sequence(kind, content.values.slice() as PickleNode[])
}

/** Python 3 fills an empty one afterwards; Python 2 gives a list of pairs. */
function orderedDictFrom(given: readonly PickleNode[], budget: Budget): PickleNode | undefined {
  const dict = new Dict()
  const [pairs] = given
  if (given.length === 0) return dict
  if (given.length > 1 || !(pairs instanceof Sequence)) return undefined
  budget.takeItems(pairs.values.length)
  for (const pair of pairs.values) {
    if (!(pair instanceof Sequence) || pair.values.length !== 2) return undefined
    dict.pairs.push(pair.values[0] as PickleNode, pair.values[1] as PickleNode)
  }
  return dict
}
