import { createSampleRandom, type SampleRandom } from './random.ts'
import type { TemplateName } from './template-names.ts'
import { type SampleScene, templates } from './templates.ts'

/** What a sample message consists of, ready for a source or for `sluice produce`. */
export interface SampleMessage {
  readonly key: string
  readonly value: unknown
  readonly properties: Readonly<Record<string, string>>
  /** Epoch milliseconds. */
  readonly eventTime: number
}

export interface SampleOptions {
  readonly seed: number
  /** Number of different keys. */
  readonly keys: number
}

/** Makes message number `index` (from 0); the same number gives the same message, whatever was made before. */
export type SampleGenerator = (index: number) => SampleMessage

/** Event times begin here, whenever the generator runs: 1 January 2026. */
export const firstEventTime = Date.UTC(2026, 0, 1)
/** Event times are this far apart, on average. */
const eventStep = 100

/** The generator of a named template. */
export function templateGenerator(template: TemplateName, options: SampleOptions): SampleGenerator {
  const make = templates[template]
  const properties = { content_type: 'application/json', template }
  return (index) => {
    const scene = sampleScene(index, options)
    return { ...make(scene), properties, eventTime: scene.eventTime }
  }
}

/** One message of a template: the same template, index and seed give the same message. */
export function generateMessage(template: TemplateName, index: number, seed: number, keys = 100): SampleMessage {
  return templateGenerator(template, { seed, keys })(index)
}

/** Chooses key and time of a message, the same way for all templates. */
export function sampleScene(index: number, { seed, keys }: SampleOptions): SampleScene {
  const random: SampleRandom = createSampleRandom(seed, index)
  const keyNumber = random.integer(0, keys - 1)
  return { random, index, keyNumber, eventTime: firstEventTime + index * eventStep + random.integer(0, eventStep - 1) }
}
