import type { OperatorId } from '../specs.ts'

/** What takes the place of something in Bytewax or in its Pulsar connector. */
export interface BytewaxName {
  /** As they are written in Python. */
  readonly names: readonly string[]
  /** Steps that take their place; empty when it is none. */
  readonly operators: readonly OperatorId[]
  /** What to know about it; Markdown. */
  readonly note: string
}

export interface BytewaxSection {
  readonly title: string
  readonly names: readonly BytewaxName[]
}

/** What is different everywhere; Markdown. */
export const bytewaxDifferences =
  'Two things are different everywhere. Steps are configured by expressions rather than by functions; for a function there is **Code**. And a message is acknowledged only when all that was made of it is done.'

/** For people who come from Bytewax: every name they know, and what it is here. */
export const fromBytewax: readonly BytewaxSection[] = [
  {
    title: 'The Pulsar connector',
    names: [
      {
        names: ['PulsarSource', 'pop.input'],
        operators: ['pulsar-source'],
        note: 'The service URL stands in a connection of the document. `.oks` is the output `out`, `.errs` the output `errors`.',
      },
      {
        names: ['PulsarSink', 'pop.output'],
        operators: ['pulsar-sink'],
        note: 'A message that asks for another topic is an error. Values need not be serialised first: they are written as JSON.',
      },
      {
        names: ['PulsarDynamicSink'],
        operators: ['pulsar-dynamic-sink'],
        note: 'With an empty topic each message goes where it asks to be sent; a template works the topic out in the sink itself.',
      },
      {
        names: ['raise_on_errors'],
        operators: [],
        note: '“On error” of a step: `stop`, the default, is `True`. For `False` wire its output `errors`, or choose `drop` or `dead-letter`.',
      },
      {
        names: ['pop.deserialize_value', 'pop.deserialize_key', 'pop.deserialize'],
        operators: ['deserialize'],
        note: '`target` is `value`, `key` or `both`. What was `_deserialized_value` is the value itself.',
      },
      {
        names: ['pop.serialize_value', 'pop.serialize_key', 'pop.serialize'],
        operators: ['serialize'],
        note: '`target` is `value`, `key` or `both`. What fails leaves by `errors`.',
      },
      {
        names: [
          'DEFAULT_IDENTITY_SERDE',
          'DEFAULT_STRING_SERDE',
          'DEFAULT_JSON_SERDE',
          'DEFAULT_JSON_PRETTY_SERDE',
          'DEFAULT_PICKLE_SERDE',
        ],
        operators: ['deserialize', 'serialize'],
        note: '`serde` is `identity`, `string`, `json`, `json-pretty` (to write) or `pickle`. Pickles are read as data and never run.',
      },
      {
        names: ['to_sink', 'PulsarSinkMessage'],
        operators: ['set-message'],
        note: 'With nothing set it is `to_sink`. Its options are the fields of `PulsarSinkMessage` in camelCase; for the value there is **Map**.',
      },
      {
        names: ['PulsarSourceMessage'],
        operators: [],
        note: 'Every message. Expressions see `value`, `key`, `properties`, `topic`, `eventTime`, `publishTime` and `messageId`.',
      },
      {
        names: ['PulsarError'],
        operators: ['error-message'],
        note: 'What leaves by an output `errors`: the message as it was, and why it failed. The step makes a message of it that a topic can take.',
      },
      {
        names: ['ConsumerConfig', 'consumer_config'],
        operators: ['pulsar-source'],
        note: 'The same names in camelCase under `consumer`; one that does not exist is an error. The tables for throughput, latency and few resources are `preset`.',
      },
      {
        names: ['ProducerConfig', 'producer_config'],
        operators: ['pulsar-sink', 'pulsar-dynamic-sink'],
        note: 'The same under `producer`.',
      },
      {
        names: ['interactive_producer.py'],
        operators: ['generator'],
        note: 'Or `sluice produce`, which asks when it is called bare in a terminal. The four templates are the same.',
      },
      {
        names: ['message_tracking.py'],
        operators: ['track'],
        note: 'Stamp where messages set out, measure where they arrive.',
      },
    ],
  },
  {
    title: 'A dataflow',
    names: [
      {
        names: ['Dataflow'],
        operators: [],
        note: 'The document: a JSON file that is drawn, and run by `sluice run FILE`. Ids of steps are made of letters, digits, `_` and `-`.',
      },
      {
        names: ['op.input', 'op.output'],
        operators: ['pulsar-source', 'pulsar-sink', 'generator', 'file-source', 'file-sink', 'console'],
        note: 'One step for each kind of source and sink.',
      },
      {
        names: ['op.map', 'op.map_value'],
        operators: ['map'],
        note: 'Expressions for single fields, or with `mode: replace` for the whole value. The key stands beside the value, so there is no second form.',
      },
      {
        names: ['op.filter', 'op.filter_value'],
        operators: ['filter'],
        note: 'A result that is neither true nor false is an error, as there.',
      },
      {
        names: ['op.filter_map', 'op.filter_map_value'],
        operators: ['filter', 'map'],
        note: 'One behind the other; or **Code**, which drops a message by returning null.',
      },
      {
        names: ['op.flat_map', 'op.flat_map_value', 'op.flatten', 'op.flat_map_batch'],
        operators: ['flat-map'],
        note: '`value` alone flattens. Only lists are taken apart, not texts or objects. A whole batch at once is never seen.',
      },
      {
        names: ['op.branch'],
        operators: ['branch'],
        note: 'Outputs `trues` and `falses`; for more than two, **Switch**.',
      },
      {
        names: ['op.merge'],
        operators: ['merge'],
        note: 'Several wires into one input are a merge too.',
      },
      { names: ['op.key_on'], operators: ['key-by'], note: 'The key must be text, as there.' },
      {
        names: ['op.key_rm'],
        operators: [],
        note: 'The key stands beside the value, not around it: there is nothing to take off.',
      },
      {
        names: ['op.stateful_map'],
        operators: ['stateful-map'],
        note: 'The function as two expressions: the new state, and what goes on.',
      },
      {
        names: ['op.stateful_flat_map'],
        operators: ['stateful-map', 'flat-map'],
        note: 'One behind the other: the output is a list, which the second takes apart.',
      },
      {
        names: ['op.stateful', 'op.stateful_batch'],
        operators: ['code'],
        note: '`context.state` is the state of the message’s key.',
      },
      {
        names: ['op.collect'],
        operators: ['collect'],
        note: 'The timeout runs from the latest message, as there, or from the first.',
      },
      {
        names: ['op.join'],
        operators: ['join'],
        note: '`insertMode` and `emitMode` are the same; rows are objects with a field for each side, and a time to wait keeps lone halves from staying for ever.',
      },
      {
        names: ['op.count_final', 'op.fold_final', 'op.reduce_final', 'op.max_final', 'op.min_final'],
        operators: ['window'],
        note: '`windowing.kind` is `all`: the whole input of a source that ends.',
      },
      { names: ['op.enrich_cached'], operators: ['enrich'], note: 'Lookups over HTTP, many at a time, or in a file.' },
      {
        names: ['op.inspect', 'op.inspect_debug'],
        operators: ['inspect'],
        note: 'Every wire can be looked at without a step. **Console** prints.',
      },
      {
        names: ['op.raises'],
        operators: [],
        note: '“On error” `stop`, which is the default, fails the pipeline with the first error.',
      },
      {
        names: ['op.redistribute'],
        operators: [],
        note: 'No step: `sluice run --workers N` shares a whole pipeline out, by its subscription.',
      },
    ],
  },
  {
    title: 'Windows',
    names: [
      {
        names: ['TumblingWindower', 'SlidingWindower', 'SessionWindower'],
        operators: ['window'],
        note: '`windowing`: its `kind`, with `lengthMs`, `offsetMs`, `alignTo` and `gapMs`. Durations are milliseconds.',
      },
      {
        names: ['SystemClock', 'EventClock'],
        operators: ['window'],
        note: '`clock`: `timestamp` is the `ts_getter` as an expression, `waitMs` the `wait_for_system_duration`.',
      },
      {
        names: [
          'count_window',
          'max_window',
          'min_window',
          'collect_window',
          'reduce_window',
          'fold_window',
          'op.windowing.window',
        ],
        operators: ['window'],
        note: '`aggregate.kind`; a reduce is a fold that begins with null and takes the first value as it is. Outputs `out`, `late` and `meta` are `down`, `late` and `meta`.',
      },
      {
        names: ['join_window'],
        operators: ['join', 'window'],
        note: 'There is none. **Join** with a time to wait, or **Merge** and a window that collects, come near.',
      },
    ],
  },
  {
    title: 'Running',
    names: [
      { names: ['python -m bytewax.run'], operators: [], note: '`sluice run FILE`, or **Run** in the designer.' },
      {
        names: ['-w', '-p', '-i', '-a'],
        operators: [],
        note: '`sluice run --workers N`; on further machines start it again, the subscription shares the messages out.',
      },
      {
        names: ['-r', '-s', '-b'],
        operators: [],
        note: '`sluice run --data FOLDER` keeps what steps remember, each input counted once; nothing is prepared beforehand.',
      },
      { names: ['python -m bytewax.visualize'], operators: [], note: 'The drawing is the pipeline: `sluice open`.' },
      {
        names: ['BYTEWAX_DATAFLOW_API_ENABLED'],
        operators: [],
        note: '`sluice run --metrics PORT` serves Prometheus metrics, on loopback unless a host is given.',
      },
    ],
  },
]
