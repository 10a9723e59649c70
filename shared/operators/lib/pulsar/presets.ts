import * as z from 'zod'
import { field } from '../../field.ts'

/** Ready-made settings, each for consumer and producer. */
export const presetNames = ['none', 'high-throughput', 'low-latency', 'resource-constrained'] as const
export type PresetName = (typeof presetNames)[number]

/** The preset field of a source or sink; every node has its own instance, so that its form can be told apart. */
export function presetField() {
  return z
    .enum(presetNames)
    .default('none')
    .register(field, {
      title: 'Preset',
      description: 'Fills in the settings below. What you set yourself wins over the preset.',
      optionTitles: {
        none: 'Defaults',
        'high-throughput': 'High throughput',
        'low-latency': 'Low latency',
        'resource-constrained': 'Few resources',
      },
    })
}

/** What counts in the end: the defaults, over them the preset, over it the fields that were set. */
export function applyPreset<Options extends object, Defaults extends Options>(
  defaults: Defaults,
  preset: Options,
  own: Options,
): Options & Defaults {
  const set = Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined && value !== ''))
  return { ...defaults, ...preset, ...set } as Options & Defaults
}
