import { describe, expect, it } from 'vitest'
import { specList } from '../specs.ts'
import { fromBytewax } from './from-bytewax.ts'
import { byGroup, operatorReference } from './operator-reference.ts'

const names = fromBytewax.flatMap((section) => section.names)
const bare = new Set(names.flatMap((entry) => entry.names).map((name) => name.replace(/^(op\.windowing|op|pop)\./, '')))

/** Everything that Bytewax has to build a dataflow of. */
const operators =
  `input output map map_value filter filter_value filter_map filter_map_value flat_map flat_map_value flatten
  flat_map_batch branch merge key_on key_rm stateful_map stateful_flat_map stateful stateful_batch collect join count_final fold_final
  reduce_final max_final min_final enrich_cached inspect inspect_debug redistribute raises window collect_window count_window
  fold_window reduce_window max_window min_window join_window`.split(/\s+/)
const connector =
  `PulsarSource PulsarSink PulsarDynamicSink PulsarSourceMessage PulsarSinkMessage PulsarError ConsumerConfig
  ProducerConfig deserialize_value deserialize_key deserialize serialize_value serialize_key serialize to_sink raise_on_errors
  DEFAULT_IDENTITY_SERDE DEFAULT_STRING_SERDE DEFAULT_JSON_SERDE DEFAULT_JSON_PRETTY_SERDE DEFAULT_PICKLE_SERDE`.split(
    /\s+/,
  )

describe('the names from Bytewax', () => {
  it.each([...operators, ...connector])('tell what takes the place of %s', (name) => {
    expect(bare).toContain(name)
  })

  it('stand there once each, with a sentence', () => {
    const all = names.flatMap((entry) => entry.names)
    expect(new Set(all).size).toBe(all.length)
    for (const { note } of names) expect(note).toMatch(/^[A-Z“`0-9].{10,}\.$/)
  })

  it('name options that the steps have', () => {
    const window = operatorReference(specList.find(({ id }) => id === 'window')!)
    const paths = window.options.map(({ path }) => path)
    for (const path of [
      'windowing.kind',
      'windowing.lengthMs',
      'windowing.offsetMs',
      'windowing.alignTo',
      'windowing.gapMs',
    ])
      expect(paths).toContain(path)
    for (const path of ['clock.timestamp', 'clock.waitMs', 'aggregate.kind']) expect(paths).toContain(path)
    const join = operatorReference(specList.find(({ id }) => id === 'join')!)
    for (const path of ['insertMode', 'emitMode']) expect(join.options.map((option) => option.path)).toContain(path)
  })
})

describe('the reference of an operator', () => {
  it('is plain data that survives being written as JSON', () => {
    for (const spec of specList) {
      const reference = operatorReference(spec)
      expect(JSON.parse(JSON.stringify(reference))).toMatchObject({ id: spec.id, ports: reference.ports })
    }
  })

  it('says in words which ports there are exactly where the options decide it', () => {
    for (const spec of specList) {
      const { portsInWords } = operatorReference(spec)
      if (spec.ports === undefined) expect(portsInWords).toBeNull()
      else expect(portsInWords, spec.id).toMatch(/^[A-Z].{10,}\.$/)
    }
  })

  it('has every operator in one group, in the order of the palette', () => {
    const grouped = byGroup(specList)
    expect(grouped.flatMap(([, members]) => members)).toHaveLength(specList.length)
    expect(grouped.map(([group]) => group)).toEqual(['Sources', 'Shape', 'Route', 'Remember', 'Watch', 'Sinks'])
  })

  it('shows required options, defaults, ranges with units, choices, and what stands inside of others', () => {
    const { options } = operatorReference(specList.find(({ id }) => id === 'switch')!)
    expect(options.find(({ path }) => path === 'mode')).toMatchObject({ choices: ['first', 'all'], default: 'first' })
    expect(options.find(({ path }) => path === 'cases[].when')).toMatchObject({ takes: 'expression', isRequired: true })
    const throttle = operatorReference(specList.find(({ id }) => id === 'throttle')!)
    expect(throttle.options[0]).toMatchObject({ takes: 'number, 0.001 to 1000000 messages/s', default: '100' })
  })
})
