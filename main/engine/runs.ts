import { run as branch } from '../../shared/operators/branch.ts'
import { run as collect } from '../../shared/operators/collect.ts'
import { run as deduplicate } from '../../shared/operators/deduplicate.ts'
import { run as errorMessage } from '../../shared/operators/error-message.ts'
import { run as filter } from '../../shared/operators/filter.ts'
import { run as flatMap } from '../../shared/operators/flat-map.ts'
import { run as inspect } from '../../shared/operators/inspect.ts'
import { run as join } from '../../shared/operators/join.ts'
import { run as keyBy } from '../../shared/operators/key-by.ts'
import { run as map } from '../../shared/operators/map.ts'
import { run as merge } from '../../shared/operators/merge.ts'
import { run as pipeline } from '../../shared/operators/pipeline.ts'
import { run as sample } from '../../shared/operators/sample.ts'
import { run as serialize } from '../../shared/operators/serialize.ts'
import { run as setMessage } from '../../shared/operators/set-message.ts'
import type { OperatorSpecs } from '../../shared/operators/specs.ts'
import { run as statefulMap } from '../../shared/operators/stateful-map.ts'
import { run as switchOperator } from '../../shared/operators/switch.ts'
import { run as track } from '../../shared/operators/track.ts'
import { run as window } from '../../shared/operators/window.ts'
import { run as code } from './hosted/code.ts'
import { run as consoleSink } from './hosted/console.ts'
import type { Runs } from './hosted/contract.ts'
import { run as delay } from './hosted/delay.ts'
import { run as deserialize } from './hosted/deserialize.ts'
import { run as discard } from './hosted/discard.ts'
import { run as enrich } from './hosted/enrich.ts'
import { run as fileSink } from './hosted/file-sink.ts'
import { run as fileSource } from './hosted/file-source.ts'
import { run as generator } from './hosted/generator.ts'
import { run as pulsarDynamicSink } from './hosted/pulsar-dynamic-sink.ts'
import { run as pulsarSink } from './hosted/pulsar-sink.ts'
import { run as pulsarSource } from './hosted/pulsar-source.ts'
import { run as throttle } from './hosted/throttle.ts'
import { run as validate } from './hosted/validate.ts'

/** The behaviour of every operator, sorted by id. One that is missing, or has no spec, does not compile. */
export const runs = {
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
} satisfies Runs<OperatorSpecs>
