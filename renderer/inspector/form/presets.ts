import type * as z from 'zod'
import { unwrap } from '../../../shared/graph/schema-walk.ts'
import {
  consumerDefaults,
  consumerOptions,
  consumerPresets,
} from '../../../shared/operators/lib/pulsar/consumer-options.ts'
import {
  producerDefaults,
  producerOptions,
  producerPresets,
} from '../../../shared/operators/lib/pulsar/producer-options.ts'

/** Values by field key; a key that is absent is not decided here. */
export type Values = Readonly<Record<string, unknown>>

/** What fills the fields of one group of options. */
export interface PresetTable {
  readonly defaults: Values
  readonly presets: Readonly<Record<string, Values>>
}

/** Where the value of a field comes from. */
export interface Standing {
  /** What the person set; undefined when the field is left out. */
  readonly own: unknown
  /** What counts without it: the preset's value, else the default. */
  readonly given: unknown
  /** True when the preset decides `given`. */
  readonly fromPreset: boolean
  /** True when a preset is chosen and the person's value is another one. */
  readonly differs: boolean
}

const tables = new Map<z.core.$ZodType, PresetTable>([
  [consumerOptions, { defaults: consumerDefaults, presets: consumerPresets }],
  [producerOptions, { defaults: producerDefaults, presets: producerPresets }],
])

/** The table behind a group of options; null for groups that no preset fills. */
export function presetTableOf(schema: z.core.$ZodType): PresetTable | null {
  return tables.get(unwrap(schema)) ?? null
}

/** Where a field of the group stands, given the chosen preset (`none` or its name). */
export function standingOf(
  key: string,
  own: unknown,
  fallback: unknown,
  table: PresetTable | null,
  preset: string,
): Standing {
  const ofPreset = table?.presets[preset]?.[key]
  const given = ofPreset ?? fallback ?? table?.defaults[key]
  const isChosen = preset !== 'none' && table?.presets[preset] !== undefined
  return { own, given, fromPreset: ofPreset !== undefined, differs: isChosen && own !== undefined && own !== given }
}

/** How many fields of a group the person set otherwise than the preset has them. */
export function countDiffering(values: Values, table: PresetTable | null, preset: string): number {
  return Object.entries(values).filter(([key, own]) => standingOf(key, own, undefined, table, preset).differs).length
}
