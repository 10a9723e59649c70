import type { KeyedPorts } from '../../keyed.ts'
import * as aggregates from './aggregate.ts'
import { createAlignedWindower } from './aligned-windower.ts'
import { createEventClock, systemClock, type WindowClock } from './clock.ts'
import { foldVariables, mergeVariables, momentOf, type WindowConfig } from './config.ts'
import { fold } from './fold.ts'
import { createSessionWindower } from './session-windower.ts'
import { WindowStep } from './step.ts'
import { type Windower, wholeInput } from './windower.ts'

/** The step that a config describes. Throws a Failure when one of its expressions is wrong. */
export function createWindowStep(config: WindowConfig, ports: KeyedPorts): WindowStep {
  const parts = {
    windower: windowerOf(config.windowing),
    clock: clockOf(config.clock, ports),
    aggregate: aggregateOf(config.aggregate, ports),
    ordered: config.ordered,
  }
  return new WindowStep(parts, ports)
}

function windowerOf({ kind, lengthMs, offsetMs, alignTo, gapMs }: WindowConfig['windowing']): Windower {
  if (kind === 'all') return wholeInput
  if (kind === 'session') return createSessionWindower(gapMs)
  const offset = kind === 'tumbling' ? lengthMs : offsetMs
  return createAlignedWindower({ lengthMs, offsetMs: offset, alignTo: momentOf(alignTo) ?? 0 })
}

function clockOf({ kind, timestamp, waitMs }: WindowConfig['clock'], ports: KeyedPorts): WindowClock {
  return kind === 'system' ? systemClock : createEventClock(ports.compile(timestamp), timestamp, waitMs)
}

function aggregateOf(config: WindowConfig['aggregate'], ports: KeyedPorts): aggregates.Aggregate {
  const create = {
    count: () => aggregates.count,
    sum: () => aggregates.sum(readerOf(config.of, ports)),
    min: () => aggregates.extreme(readerOf(config.of, ports), -1),
    max: () => aggregates.extreme(readerOf(config.of, ports), 1),
    mean: () => aggregates.mean(readerOf(config.of, ports)),
    first: () => aggregates.edge(readerOf(config.of, ports), -1),
    last: () => aggregates.edge(readerOf(config.of, ports), 1),
    collect: () => aggregates.collect(readerOf(config.of, ports)),
    fold: () => foldOf(config, ports),
  }
  return create[config.kind]()
}

/** The bare value needs no expression. */
function readerOf(of: string, ports: KeyedPorts): aggregates.Reader {
  if (of.trim() === 'value') return ({ value }) => value ?? null
  const program = ports.compile(of)
  return (message) => program.evaluate(message)
}

function foldOf({ initial, accumulator, merger }: WindowConfig['aggregate'], ports: KeyedPorts): aggregates.Aggregate {
  return fold({
    initial: ports.compile(initial),
    accumulator: ports.compile(accumulator, { variables: foldVariables }),
    merger: merger === '' ? null : ports.compile(merger, { variables: mergeVariables }),
  })
}
