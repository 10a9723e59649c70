import { Draw } from '../../main/engine/testing/simulation/draw.ts'
import type { Drawing } from '../../main/engine/testing/simulation/drawing.ts'
import type { Sabotage } from '../../main/engine/testing/simulation/sabotage.ts'
import type { Fault } from '../../main/engine/testing/simulation/weather.ts'
import type { Ending } from '../../main/engine/testing/simulation/world.ts'
import type { Load } from './numbered-items.ts'
import * as pipelines from './pipelines.ts'

/** A fault, the world it happens in, and which sabotages it must bring to light. */
export interface FaultTest {
  readonly number: string
  /** What goes wrong, in what. */
  readonly sentence: string
  /** They take turns by seed. */
  readonly pipelines: readonly (() => Drawing)[]
  readonly load: Load
  /** What goes wrong in the world, and nothing else does. */
  readonly faults: readonly Fault[]
  /** How runs of the engine end before their work is done. */
  readonly endings: (seed: number) => readonly Ending[]
  /** Whether anything may be written twice. */
  readonly mayRepeat: boolean
  /** Messages in the hands of the engine, at most. */
  readonly mostInFlight?: number
  /** Other than the usual number of worlds. */
  readonly worlds?: number
  /** `red`: it must show in a world; else why it cannot. */
  readonly sabotages: Readonly<Record<Sabotage, 'red' | Reason>>
}

const nobodyDies = 'nobody dies, so whoever holds a message still has it'
const noState = 'the pipeline keeps no state'
const inMemory = 'the run that goes on remembers by itself what it was given'
const storeIsFine = 'the store takes every commit, and nobody dies before it has'
const noSendFails = 'no send fails'
const noneGivenBack = 'no step gives a message back'
const noneLost = 'every send arrives'
const sendsAreQuick = 'every send has arrived before its message is acknowledged'
const oneChild = 'each message has one output, so the first is the last'
const repeatsAllowed = 'without state, a message that comes again is written again'
type Reason = string

const usual: Load = { messages: 40, poisonPercent: 5, parts: 0, everyMs: 7 }

/** As many, over some seconds: state is saved in between. */
const slow: Load = { ...usual, everyMs: 60 }

/** So many lives as the seed says end, each after so many events. */
function ended(kind: Ending['kind'], latest: readonly number[] = [40, 150, 400]) {
  return (seed: number): readonly Ending[] => {
    const draw = new Draw(seed, 'faults')
    return Array.from({ length: draw.integer(1, 4) }, () => ({ kind, step: draw.integer(1, draw.pick(latest)) }))
  }
}

const never = () => []

const stateless = {
  'ack-on-receipt': 'red',
  'ack-at-first-child': 'red',
  'skip-the-receipt': 'red',
  'commit-after-ack': noState,
  'forget-what-was-handed-out': repeatsAllowed,
  'retry-overtakes': noSendFails,
  'ack-what-is-given-back': noneGivenBack,
} as const

const stateful = {
  ...stateless,
  'commit-after-ack': 'red',
  'forget-what-was-handed-out': 'red',
} as const

const failingSends = {
  'ack-on-receipt': nobodyDies,
  'ack-at-first-child': nobodyDies,
  'skip-the-receipt': 'red',
  'commit-after-ack': storeIsFine,
  'forget-what-was-handed-out': inMemory,
  'retry-overtakes': 'red',
  'ack-what-is-given-back': noneGivenBack,
} as const

const statelessFailingSends = {
  ...failingSends,
  'commit-after-ack': noState,
  'forget-what-was-handed-out': repeatsAllowed,
} as const

const harmless = {
  ...failingSends,
  'skip-the-receipt': noneLost,
  'retry-overtakes': noSendFails,
} as const

export const faultTests: readonly FaultTest[] = [
  {
    number: 'F0',
    sentence: 'nothing goes wrong: a control, no sabotage shows without a fault',
    pipelines: [pipelines.relay, pipelines.remember],
    load: { ...usual, poisonPercent: 0 },
    faults: [],
    endings: never,
    mayRepeat: false,
    sabotages: harmless,
  },
  {
    number: 'F1',
    sentence: 'the engine dies up to four times, sends are slow; no state, three topics, a filter',
    pipelines: [pipelines.relay],
    load: usual,
    faults: ['crash', 'slow-send'],
    endings: ended('crash'),
    mayRepeat: true,
    sabotages: stateless,
  },
  {
    number: 'F2',
    sentence: 'the engine dies after its first, second, … 120th event; sends are slow',
    pipelines: [pipelines.relay],
    load: { ...usual, messages: 8 },
    faults: ['crash', 'slow-send'],
    endings: (seed) => [{ kind: 'crash', step: seed }],
    mayRepeat: true,
    worlds: 120,
    sabotages: stateless,
  },
  {
    number: 'F3',
    sentence: 'the engine dies up to four times, all is slow; lists by key, deduplication, windows',
    pipelines: [pipelines.remember],
    load: slow,
    faults: ['crash', 'slow-send', 'slow-ack'],
    endings: ended('crash'),
    mayRepeat: true,
    sabotages: stateful,
  },
  {
    number: 'F5',
    sentence: 'the broker goes away for up to 30 s and connections break, again and again',
    pipelines: [pipelines.relay, pipelines.remember],
    load: usual,
    faults: ['long-absence', 'disconnect', 'failed-pull', 'absent-broker'],
    endings: never,
    mayRepeat: true,
    sabotages: failingSends,
  },
  {
    number: 'F6',
    sentence: 'the broker dies with the engine, forgets 3 s of acknowledgements, is slow; state',
    pipelines: [pipelines.remember],
    load: usual,
    faults: ['crash', 'slow-send', 'power-cut', 'forgotten-acks'],
    endings: ended('crash', [150, 400]),
    mayRepeat: true,
    sabotages: stateful,
  },
  {
    number: 'F7',
    sentence: 'receipts are late or never come, and the message is stored or is not',
    pipelines: [pipelines.relay, pipelines.remember],
    load: usual,
    faults: ['slow-send', 'failed-send', 'unconfirmed-send'],
    endings: never,
    mayRepeat: true,
    sabotages: failingSends,
  },
  {
    number: 'F8',
    sentence: 'a bad network: connections break, sends and acknowledgements are slow or lost',
    pipelines: [pipelines.relay, pipelines.remember],
    load: usual,
    faults: [
      'disconnect',
      'repeat',
      'slow-send',
      'failed-send',
      'failed-ack',
      'unconfirmed-ack',
      'slow-ack',
      'failed-pull',
    ],
    endings: never,
    mayRepeat: true,
    sabotages: failingSends,
  },
  {
    number: 'F9',
    sentence: 'one of five topics named by the message refuses all, sends to the others fail',
    pipelines: [pipelines.dynamic],
    load: { ...usual, poisonPercent: 0 },
    faults: ['failed-send', 'slow-send'],
    endings: never,
    mayRepeat: true,
    sabotages: statelessFailingSends,
  },
  {
    number: 'F10',
    sentence: 'sinks stand still while 150 messages wait; five in hand, at most',
    pipelines: [() => pipelines.relay(5)],
    load: { ...usual, messages: 150 },
    faults: ['long-absence', 'slow-send', 'failed-send'],
    endings: never,
    mayRepeat: true,
    mostInFlight: 5,
    sabotages: statelessFailingSends,
  },
  {
    number: 'F11',
    sentence: 'dead letters cannot be written for a while, and everything is poison',
    pipelines: [pipelines.relay],
    load: { ...usual, poisonPercent: 100 },
    faults: ['failed-send', 'slow-send', 'long-absence'],
    endings: never,
    mayRepeat: true,
    sabotages: { ...statelessFailingSends, 'retry-overtakes': 'poison has no order' },
  },
  {
    number: 'F12',
    sentence: 'a fifth is poison of five kinds; what parses is given back twice, then given up',
    pipelines: [pipelines.giveBack],
    load: { ...usual, poisonPercent: 20 },
    faults: [],
    endings: never,
    mayRepeat: false,
    sabotages: { ...harmless, 'ack-on-receipt': 'red', 'ack-what-is-given-back': 'red', 'commit-after-ack': noState },
  },
  {
    number: 'F19',
    sentence: 'each message goes to 20 slow topics and into 50 parts; the engine dies',
    pipelines: [pipelines.spread],
    load: { messages: 6, poisonPercent: 0, parts: 50, everyMs: 7 },
    faults: ['crash', 'slow-send'],
    endings: ended('crash'),
    mayRepeat: true,
    sabotages: stateless,
  },
  {
    number: 'F20',
    sentence: 'a service is slow or away for a fifth of lookups, sinks are slow; the engine dies',
    pipelines: [pipelines.lookUp],
    load: { ...usual, poisonPercent: 0 },
    faults: ['failed-lookup', 'slow-send', 'crash'],
    endings: ended('crash'),
    mayRepeat: true,
    sabotages: { ...stateless, 'ack-at-first-child': oneChild },
  },
  {
    number: 'F21',
    sentence: 'the state store is full, slow, unsure or broken, and the engine dies',
    pipelines: [pipelines.remember],
    load: usual,
    faults: ['full-store', 'unsure-store', 'slow-store', 'broken-store', 'crash'],
    endings: ended('crash', [150, 400]),
    mayRepeat: true,
    worlds: 60,
    sabotages: { ...stateful, 'skip-the-receipt': sendsAreQuick },
  },
  {
    number: 'F22',
    sentence: 'the clock is set back and forth, by a day too; windows, delays, state',
    pipelines: [pipelines.remember, pipelines.rememberAndWait],
    load: usual,
    faults: ['clock-jump'],
    endings: never,
    mayRepeat: false,
    sabotages: harmless,
  },
  {
    number: 'F23',
    sentence: 'SIGTERM: the engine drains up to four times under load; nothing comes twice',
    pipelines: [pipelines.relay, pipelines.remember],
    load: usual,
    faults: [],
    endings: ended('drain'),
    mayRepeat: false,
    sabotages: { ...harmless, 'ack-on-receipt': 'red', 'commit-after-ack': 'red' },
  },
  {
    number: 'F23',
    sentence: 'a second SIGTERM: the engine stops at once, up to four times under load',
    pipelines: [pipelines.relay, pipelines.remember],
    load: slow,
    faults: [],
    endings: ended('stop', [150, 400, 800]),
    mayRepeat: true,
    sabotages: { ...stateful, 'skip-the-receipt': sendsAreQuick },
  },
]

/** Faults of the list that this table does not cover, and why. */
export const notRun: readonly { readonly number: string; readonly sentence: string; readonly reason: Reason }[] = [
  {
    number: 'F4',
    sentence: 'the engine dies, delivery effectively once',
    reason: 'Sluice promises at least once and at most once; there is no third mode yet',
  },
  {
    number: 'F18',
    sentence: 'payloads of 1 GB in chunks, of 5 MB and a byte, of none',
    reason:
      'simulated topics know no sizes; the broker contract has empty payloads, those too large, and 6 MB in chunks, none of 1 GB',
  },
  {
    number: 'F24',
    sentence: 'two runners of one pipeline at the same time',
    reason: 'a simulated world has one engine; state-store.process.test.ts and the broker contract refuse the second',
  },
]
