import type { OperatorExample, OperatorSpec, PaletteGroup } from '../define.ts'
import { consumerDefaults, consumerPresets } from '../lib/pulsar/consumer-options.ts'
import { type PresetName, presetNames } from '../lib/pulsar/presets.ts'
import { producerDefaults, producerPresets } from '../lib/pulsar/producer-options.ts'
import { configSchema, type OptionReference, type OptionSchema, optionReferences } from './option-reference.ts'

/** Everything there is to say about an operator, as plain data: `sluice operators --json` gives it out as it stands. */
export interface OperatorReference {
  readonly id: string
  readonly title: string
  readonly kind: OperatorSpec['kind']
  readonly group: PaletteGroup
  readonly summary: string
  /** Markdown. */
  readonly docs: string
  readonly ports: readonly PortReference[]
  /** Markdown: what decides which ports there are, where the options do; null where they are always the same. */
  readonly portsInWords: string | null
  readonly options: readonly OptionReference[]
  /** Settings by preset; empty for operators without presets. */
  readonly presets: readonly PresetReference[]
  readonly examples: readonly OperatorExample<object>[]
  /** JSON Schema (2020-12) of the config. */
  readonly schema: OptionSchema
}

export interface PortReference {
  readonly name: string
  readonly direction: 'input' | 'output'
  readonly description: string
}

export interface PresetReference {
  /** Name of the setting. */
  readonly option: string
  /** What it is under each preset, as it would be written; empty when it is not set. */
  readonly settings: Readonly<Record<PresetName, string>>
}

export function operatorReference(spec: OperatorSpec): OperatorReference {
  const { id, title, kind, group, summary, docs, examples } = spec
  return {
    id,
    title,
    kind,
    group,
    summary,
    docs: docs.trim(),
    ports: portReferences(spec),
    portsInWords: spec.portsInWords ?? null,
    options: optionReferences(spec),
    presets: presetReferences(spec),
    examples,
    schema: configSchema(spec),
  }
}

const palette: readonly PaletteGroup[] = ['Sources', 'Shape', 'Route', 'Remember', 'Watch', 'Sinks']

/** The operators under their headings, in the order of the palette. */
export function byGroup(specs: readonly OperatorSpec[]): readonly (readonly [PaletteGroup, readonly OperatorSpec[]])[] {
  const groups = Map.groupBy(specs, (spec) => spec.group)
  return palette.flatMap((group) => (groups.has(group) ? [[group, groups.get(group)!] as const] : []))
}

const outputWords: Readonly<Record<OperatorSpec['cardinality'], string>> = {
  one: 'One message for each that comes in.',
  optional: 'One message or none for each that comes in; what produces none is counted as dropped.',
  many: 'Any number of messages for each that comes in.',
  absorb: 'Messages made from what is remembered.',
  none: 'What the broker or the step’s own rules keep out.',
}

function portReferences(spec: OperatorSpec): readonly PortReference[] {
  const errors = 'What failed, with the reason. Unwired, the node’s “on error” decides.'
  return [
    ...spec.inputs.map((name) => ({ name, direction: 'input' as const, description: '' })),
    ...spec.outputs.map((name) => ({ name, direction: 'output' as const, description: outputWords[spec.cardinality] })),
    ...(spec.errors ? [{ name: 'errors', direction: 'output' as const, description: errors }] : []),
  ]
}

function presetReferences({ config }: OperatorSpec): readonly PresetReference[] {
  if ('consumer' in config.shape) return presetsOf(consumerDefaults, consumerPresets)
  return 'producer' in config.shape ? presetsOf(producerDefaults, producerPresets) : []
}

function presetsOf(defaults: object, presets: Readonly<Record<PresetName, object>>): readonly PresetReference[] {
  const names = [...new Set(presetNames.flatMap((preset) => Object.keys(presets[preset])))]
  const settingOf = (preset: PresetName, name: string): string => {
    const all: Readonly<Record<string, unknown>> = { ...defaults, ...presets[preset] }
    return `${all[name] ?? ''}`
  }
  return names.map((option) => ({
    option,
    settings: Object.fromEntries(presetNames.map((preset) => [preset, settingOf(preset, option)])) as Record<
      PresetName,
      string
    >,
  }))
}
