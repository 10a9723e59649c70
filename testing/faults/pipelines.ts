import type { Drawing } from '../../main/engine/testing/simulation/drawing.ts'
import type { Item } from '../../main/engine/testing/simulation/payload.ts'
import { isFound, keyBy, type Step } from '../../main/engine/testing/simulation/steps.ts'
import type { ErrorPolicy } from '../../shared/graph/schema.ts'
import { Blueprint } from './blueprint.ts'

const pass = (item: Item) => [{ port: 'out', item }]
const isWrong = ({ n }: Item) => typeof n !== 'number'

/** Lets four of five pass; fails where `n` is no number. */
const mostOf: Step = {
  operator: 'filter',
  config: { condition: 'value.n % 5 != 0' },
  outputs: ['out'],
  fails: true,
  does: (item) => (isWrong(item) ? 'fails' : Number(item.n) % 5 === 0 ? [] : pass(item)),
}

const partsOf: Step = {
  operator: 'flat-map',
  config: { expression: 'value.parts' },
  outputs: ['out'],
  fails: true,
  does: ({ parts }) => (parts as readonly Item[] | undefined)?.map((item) => ({ port: 'out', item })) ?? 'fails',
}

const seen: Step = {
  operator: 'stateful-map',
  config: { state: '(state == null ? [] : state) + [value.u]', output: 'value' },
  outputs: ['out'],
  fails: true,
  does: pass,
  remembers: 'ids',
  keyed: true,
}

const once: Step = {
  operator: 'deduplicate',
  config: { id: 'value.u + "/" + string(value.n)', ttlMs: 0 },
  outputs: ['out'],
  fails: true,
  does: pass,
  once: true,
}

const windows: Step = {
  operator: 'window',
  config: {
    windowing: { kind: 'tumbling', lengthMs: 400 },
    clock: { kind: 'system' },
    aggregate: { kind: 'collect', of: 'value' },
  },
  outputs: ['out'],
  fails: true,
  does: pass,
  remembers: 'items',
  keyed: true,
}

const listOfWindow: Step = {
  operator: 'flat-map',
  config: { expression: 'value.value' },
  outputs: ['out'],
  fails: true,
  does: pass,
}

const later: Step = { operator: 'delay', config: { durationMs: 200 }, outputs: ['out'], fails: true, does: pass }

const lookedUp: Step = {
  operator: 'enrich',
  config: {
    url: 'http://service.example/{value.u}/{value.n}',
    retries: 20,
    concurrency: 4,
    cacheTtlMs: 0,
  },
  outputs: ['out'],
  fails: true,
  does: (item) => (isFound(String(item.n)) ? pass(item) : 'fails'),
}

/** No state: a fifth is filtered out, the rest goes to three topics. */
export function relay(maxInFlight = 20): Drawing {
  return relayTo(new Blueprint({ maxInFlight }), 'dead-letter')
}

/** As `relay`, but what is wrong is given back, twice. */
export function giveBack(): Drawing {
  return relayTo(new Blueprint({ returns: 2, type: 'Shared' }), 'redeliver')
}

function relayTo(blueprint: Blueprint, onError: ErrorPolicy): Drawing {
  blueprint.step('most', 'parse.out', mostOf, onError)
  for (const topic of ['one', 'two', 'three']) blueprint.sink(topic, 'most.out')
  return blueprint.drawing()
}

/** State of three kinds side by side: a list of each key, what was seen before, windows of time. */
export function remember(): Drawing {
  return new Blueprint()
    .step('key', 'parse.out', keyBy())
    .step('seen', 'key.out', seen)
    .sink('counted', 'seen.out')
    .step('once', 'key.out', once)
    .sink('single', 'once.out')
    .step('window', 'key.out', windows)
    .step('list', 'window.out', listOfWindow)
    .sink('windowed', 'list.out')
    .drawing()
}

/** State that goes by no clock, so that the clock may leap by a day; and a delay. */
export function rememberAndWait(): Drawing {
  return new Blueprint()
    .step('key', 'parse.out', keyBy())
    .step('seen', 'key.out', seen)
    .sink('counted', 'seen.out')
    .step('later', 'key.out', later)
    .sink('delayed', 'later.out')
    .drawing()
}

/** Each message goes to 20 topics, and what it is made of to one more. */
export function spread(): Drawing {
  const blueprint = new Blueprint().step('parts', 'parse.out', partsOf).sink('of-parts', 'parts.out')
  for (let number = 1; number <= 20; number++) blueprint.sink(`wide-${number}`, 'parse.out')
  return blueprint.drawing()
}

/** The topic comes from the message; one of them refuses whatever it is sent. */
export function dynamic(): Drawing {
  return new Blueprint().sinkByItem('anywhere', 'parse.out', 'strict-{value.g}', ({ g }) => `strict-${g}`).drawing()
}

/** A service is asked about each message. */
export function lookUp(): Drawing {
  return new Blueprint().step('ask', 'parse.out', lookedUp).sink('known', 'ask.out').drawing()
}
