import { spec as branch } from './branch.ts'
import { spec as code } from './code.ts'
import { spec as collect } from './collect.ts'
import { spec as consoleSink } from './console.ts'
import { spec as deduplicate } from './deduplicate.ts'
import type { OperatorSpec } from './define.ts'
import { spec as delay } from './delay.ts'
import { spec as deserialize } from './deserialize.ts'
import { spec as discard } from './discard.ts'
import { spec as enrich } from './enrich.ts'
import { spec as errorMessage } from './error-message.ts'
import { spec as fileSink } from './file-sink.ts'
import { spec as fileSource } from './file-source.ts'
import { spec as filter } from './filter.ts'
import { spec as flatMap } from './flat-map.ts'
import { spec as generator } from './generator.ts'
import { spec as inspect } from './inspect.ts'
import { spec as join } from './join.ts'
import { spec as keyBy } from './key-by.ts'
import { spec as map } from './map.ts'
import { spec as merge } from './merge.ts'
import { spec as pipeline } from './pipeline.ts'
import { spec as pulsarDynamicSink } from './pulsar-dynamic-sink.ts'
import { spec as pulsarSink } from './pulsar-sink.ts'
import { spec as pulsarSource } from './pulsar-source.ts'
import { spec as sample } from './sample.ts'
import { spec as serialize } from './serialize.ts'
import { spec as setMessage } from './set-message.ts'
import { spec as statefulMap } from './stateful-map.ts'
import { spec as switchOperator } from './switch.ts'
import { spec as throttle } from './throttle.ts'
import { spec as track } from './track.ts'
import { spec as validate } from './validate.ts'
import { spec as window } from './window.ts'

/** A record whose keys are the ids of its entries; another key does not compile. */
function keyedById<const Specs extends { readonly [Id in keyof Specs]: { readonly id: Id } }>(specs: Specs): Specs {
  return specs
}

/** Every operator, sorted by id. Canvas, forms, docs, `check` and the engine take them from here. */
export const operatorSpecs = /* @__PURE__ */ keyedById({
  branch,
  code,
  collect,
  console: consoleSink,
  deduplicate,
  delay,
  deserialize,
  discard,
  enrich,
  'error-message': errorMessage,
  'file-sink': fileSink,
  'file-source': fileSource,
  filter,
  'flat-map': flatMap,
  generator,
  inspect,
  join,
  'key-by': keyBy,
  map,
  merge,
  pipeline,
  'pulsar-dynamic-sink': pulsarDynamicSink,
  'pulsar-sink': pulsarSink,
  'pulsar-source': pulsarSource,
  sample,
  serialize,
  'set-message': setMessage,
  'stateful-map': statefulMap,
  switch: switchOperator,
  throttle,
  track,
  validate,
  window,
})

export type OperatorSpecs = typeof operatorSpecs
export type OperatorId = keyof OperatorSpecs

/** The same, for those who look at all of them alike. */
export const specList: readonly OperatorSpec[] = Object.values(operatorSpecs)

/** The spec of an operator by the text that stands in a document; undefined for an unknown one. */
export function findSpec(operator: string): OperatorSpec | undefined {
  return Object.hasOwn(operatorSpecs, operator) ? operatorSpecs[operator as OperatorId] : undefined
}
