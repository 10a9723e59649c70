import * as z from 'zod'
import { fail } from '../../../shared/ipc/failure.ts'
import type { Message } from '../../../shared/message.ts'
import { type Cardinality, defineSpec, type OperatorSpec } from '../../../shared/operators/define.ts'
import type { KeyedPorts } from '../../../shared/operators/keyed.ts'
import type { AnyRun, RunTable } from '../assemble.ts'
import type { OperatorTable } from '../plan.ts'
import type { KeyedBehaviour } from '../stages/keyed-stage.ts'
import type { Behaviour } from '../stages/transform.ts'
import { createGraphRunner } from './run-graph-with.ts'

/** Operators as small as they can be, to test and to measure the engine alone. Their values are numbers. */

export interface TinyOptions {
  readonly kind?: OperatorSpec['kind']
  readonly cardinality?: Cardinality
  readonly outputs?: readonly string[]
  readonly async?: boolean
  readonly keepsOrder?: boolean
  readonly concurrency?: () => number
  readonly batch?: boolean
  readonly inputs?: readonly string[]
  readonly optionalOutputs?: readonly string[]
  readonly dropReason?: string
}

export function tinySpec(id: string, options: TinyOptions = {}): OperatorSpec {
  const { kind = 'transform', cardinality = 'one', outputs = ['out'], ...rest } = options
  return defineSpec({
    id,
    kind,
    group: 'Shape',
    title: id,
    summary: id,
    docs: '',
    icon: 'circle',
    config: z.looseObject({}),
    inputs: kind === 'source' ? [] : ['in'],
    outputs,
    errors: true,
    cardinality,
    summarise: () => id,
    examples: [],
    ...rest,
  })
}

/** One operator: how it is described and how it behaves. */
export interface Tiny {
  readonly spec: OperatorSpec
  readonly run: AnyRun
}

export function tiny(id: string, options: TinyOptions, run: AnyRun): Tiny {
  return { spec: tinySpec(id, options), run }
}

/** A transform that is one function. */
export function step(id: string, options: TinyOptions, onMessage: Behaviour['onMessage']): Tiny {
  return tiny(id, options, () => ({ onMessage }))
}

const numberIn = (message: Message) => message.value as number

export const double = step('double', {}, (message, emit) => emit('out', { ...message, value: numberIn(message) * 2 }))

export const onlyEven = step('only-even', { cardinality: 'optional', dropReason: 'odd' }, (message, emit) =>
  numberIn(message) % 2 === 0 ? emit('out', message) : undefined,
)

/** As many copies as the value says. */
export const repeat = step('repeat', { cardinality: 'many', dropReason: 'empty' }, (message, emit) => {
  for (let copy = 0; copy < numberIn(message); copy++) void emit('out', { ...message, value: copy })
})

export const sizes = step('sizes', { outputs: ['small', 'large'] }, (message, emit) =>
  emit(numberIn(message) < 10 ? 'small' : 'large', message),
)

/** Refuses negative numbers. */
export const positive = step('positive', {}, (message, emit) => {
  if (numberIn(message) < 0) throw fail('NEGATIVE', `${numberIn(message)} is negative`)
  return emit('out', message)
})

/** Answers in a later turn. */
export const later = step('later', { async: true }, async (message, emit) => {
  await Promise.resolve()
  await emit('out', message)
})

export const tinyOperators: readonly Tiny[] = [double, onlyEven, repeat, sizes, positive, later]

/** A stateful operator; `create` makes its behaviour for each node that uses it. */
export function stateful(
  id: string,
  options: TinyOptions,
  create: (config: Readonly<Record<string, unknown>>, ports: KeyedPorts) => KeyedBehaviour,
): Tiny {
  return tiny(id, { cardinality: 'absorb', ...options, kind: 'stateful' }, create)
}

/** The harness over tiny operators, and those a test brings along. */
export function tinyRunner(...more: readonly Tiny[]) {
  const all = [...tinyOperators, ...more]
  const specs: OperatorTable = Object.fromEntries(all.map(({ spec }) => [spec.id, spec]))
  const runs: RunTable = Object.fromEntries(all.map(({ spec, run }) => [spec.id, run]))
  return createGraphRunner(specs, runs)
}

/** A sink that does with each message what `onMessage` says. */
export function sink(id: string, onMessage: (message: Message) => void | Promise<void>, rest: object = {}): Tiny {
  return tiny(id, { kind: 'sink', cardinality: 'none', outputs: [] }, () => ({
    open: async () => {},
    flush: async () => {},
    close: async () => {},
    maxPending: 10,
    onMessage,
    ...rest,
  }))
}
