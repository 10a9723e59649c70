import type { OperatorId } from '../../shared/operators/specs.ts'
import type { OperatorCase } from './case.ts'
import * as remember from './remember.ts'
import * as route from './route.ts'
import * as shape from './shape.ts'
import * as sinks from './sinks.ts'
import * as sources from './sources.ts'
import * as watch from './watch.ts'

/** What is measured of each operator. One that is missing does not compile. */
export const cases: Readonly<Record<OperatorId, OperatorCase>> = {
  branch: route.branch,
  code: watch.code,
  collect: remember.collect,
  console: sinks.consoleSink,
  deduplicate: remember.deduplicate,
  delay: watch.delay,
  deserialize: shape.deserialize,
  discard: sinks.discard,
  enrich: shape.enrich,
  'error-message': shape.errorMessage,
  'file-sink': sinks.fileSink,
  'file-source': sources.fileSource,
  filter: route.filter,
  'flat-map': shape.flatMap,
  generator: sources.generator,
  inspect: route.inspect,
  join: remember.join,
  'key-by': shape.keyBy,
  map: shape.map,
  merge: route.merge,
  pipeline: shape.pipeline,
  'pulsar-dynamic-sink': sinks.pulsarDynamicSink,
  'pulsar-sink': sinks.pulsarSink,
  'pulsar-source': sources.pulsarSource,
  sample: route.sample,
  serialize: shape.serialize,
  'set-message': shape.setMessage,
  'stateful-map': remember.statefulMap,
  switch: route.switchOperator,
  throttle: watch.throttle,
  track: watch.track,
  validate: route.validate,
  window: remember.window,
}
