import * as z from 'zod'
import { unwrap } from '../../../shared/graph/schema-walk.ts'
import { type FieldTexts, field as fieldTexts, type Widget } from '../../../shared/operators/field.ts'

/** How a field is edited. Every value has one component in `controls.tsx`. */
export type Control =
  | 'text'
  | 'textarea'
  | 'code'
  | 'number'
  | 'switch'
  | 'choice'
  | 'expression'
  | 'template'
  | 'json'
  | 'topic'
  | 'topics'
  | 'connection'
  | 'texts'
  | 'properties'
  | 'list'
  | 'group'

export interface Choice {
  readonly value: string
  readonly title: string
}

/** One field of a form, derived from its schema and its registered texts. */
export interface FormField {
  readonly key: string
  readonly control: Control
  readonly texts: FieldTexts
  readonly schema: z.ZodType
  /** True when the config may not leave it out. */
  readonly required: boolean
  /** What counts when it is left out; undefined when nothing does. */
  readonly fallback: unknown
  /** For `choice`. */
  readonly choices: readonly Choice[]
  /** For `number`; infinite where the schema says nothing. */
  readonly range: readonly [least: number, most: number]
  /** The fields inside a `group`, or inside one entry of a `list`. */
  readonly fields: readonly FormField[]
}

/** Neighbouring fields under one heading; null is the part without one. */
export interface FormSection {
  readonly heading: string | null
  readonly fields: readonly FormField[]
}

/** The form of a config schema, in the schema's order. */
export function fieldsOf(schema: z.ZodObject): readonly FormField[] {
  return Object.entries(schema.shape).map(([key, member]) => describeField(key, member as z.ZodType))
}

/** The fields that mean something beside these values: a field may say with which values of a neighbour it does. */
export function applicableFields(
  fields: readonly FormField[],
  values: Readonly<Record<string, unknown>>,
): readonly FormField[] {
  return fields.filter(({ texts: { when } }) => {
    if (when === undefined) return true
    const neighbour = fields.find(({ key }) => key === when.field)
    return when.is.includes(values[when.field] ?? neighbour?.fallback)
  })
}

/** Splits fields into what is shown at once and what is behind "Advanced", each under its headings. */
export function foldFields(fields: readonly FormField[]): { basic: FormSection[]; advanced: FormSection[] } {
  return {
    basic: sectionsOf(fields.filter((field) => !field.texts.advanced)),
    advanced: sectionsOf(fields.filter((field) => field.texts.advanced)),
  }
}

/** A text shown where a field is not filled in: its placeholder, else what counts when it is left out. */
export function placeholderOf(field: FormField): string {
  if (field.texts.placeholder) return field.texts.placeholder
  const { fallback } = field
  return typeof fallback === 'string' || typeof fallback === 'number' ? String(fallback) : ''
}

function describeField(key: string, schema: z.ZodType): FormField {
  const layers = layersOf(schema)
  const inner = layers.at(-1)!
  const texts = layers.map((layer) => fieldTexts.get(layer)).find(Boolean) ?? { title: titleFrom(key), description: '' }
  return {
    key,
    control: controlOf(inner, texts.widget ?? 'auto'),
    texts,
    schema,
    required: !z.safeParse(schema, undefined).success,
    fallback: fallbackOf(layers),
    choices: choicesOf(inner, texts),
    range:
      inner instanceof z.ZodNumber ? [inner.minValue ?? -Infinity, inner.maxValue ?? Infinity] : [-Infinity, Infinity],
    fields: innerFields(inner),
  }
}

/** The schema and what it wraps (`optional`, `default`, `nullable` …), from the outside in. */
function layersOf(schema: z.ZodType): readonly z.ZodType[] {
  const { innerType } = schema.def as { innerType?: z.ZodType }
  return innerType ? [schema, ...layersOf(innerType)] : [schema]
}

function fallbackOf(layers: readonly z.ZodType[]): unknown {
  return layers
    .map((layer) => (layer.def as { defaultValue?: unknown }).defaultValue)
    .find((value) => value !== undefined)
}

const widgetControls: Readonly<Partial<Record<Widget, Control>>> = {
  expression: 'expression',
  template: 'template',
  text: 'text',
  textarea: 'textarea',
  code: 'code',
  json: 'json',
  topic: 'topic',
  topics: 'topics',
  connection: 'connection',
  fields: 'list',
  properties: 'properties',
}

/** The registered widget wins where the schema's form allows it; lists and records keep their own controls. */
function controlOf(schema: z.ZodType, widget: Widget): Control {
  const natural = naturalControl(schema)
  const wished = widgetControls[widget]
  if (!wished) return natural
  return wished === 'list' && natural !== 'list' ? natural : wished
}

function naturalControl(schema: z.ZodType): Control {
  if (schema instanceof z.ZodString) return 'text'
  if (schema instanceof z.ZodNumber) return 'number'
  if (schema instanceof z.ZodBoolean) return 'switch'
  if (schema instanceof z.ZodEnum || schema instanceof z.ZodLiteral) return 'choice'
  if (schema instanceof z.ZodObject) return 'group'
  if (schema instanceof z.ZodArray) return arrayControl(schema)
  if (schema instanceof z.ZodRecord) return unwrap(schema.valueType) instanceof z.ZodString ? 'properties' : 'json'
  if (schema instanceof z.ZodUnion) return unionControl(schema)
  return 'json'
}

function arrayControl(schema: z.ZodArray): Control {
  const item = unwrap(schema.element)
  if (item instanceof z.ZodString) return 'texts'
  return item instanceof z.ZodObject ? 'list' : 'json'
}

/** A union of literals is a choice; one of a literal and a wider type is edited as the wider type; any other as JSON. */
function unionControl(schema: z.ZodUnion): Control {
  const forms = schema.options.map((option) => unwrap(option) as z.ZodType)
  const wide = forms.filter((form) => !(form instanceof z.ZodLiteral))
  if (wide.length === 0) return 'choice'
  const controls = new Set(wide.map(naturalControl))
  return controls.size === 1 ? [...controls][0]! : 'json'
}

function choicesOf(schema: z.ZodType, { optionTitles }: FieldTexts): readonly Choice[] {
  return valuesOf(schema).map((value) => ({ value, title: optionTitles?.[value] ?? value }))
}

function valuesOf(schema: z.ZodType): readonly string[] {
  if (schema instanceof z.ZodEnum) return schema.options.map(String)
  if (schema instanceof z.ZodLiteral) return [...schema.values].map(String)
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((option) => valuesOf(unwrap(option) as z.ZodType))
  return []
}

function innerFields(schema: z.ZodType): readonly FormField[] {
  if (schema instanceof z.ZodObject) return fieldsOf(schema)
  if (!(schema instanceof z.ZodArray)) return []
  const item = unwrap(schema.element)
  return item instanceof z.ZodObject ? fieldsOf(item) : []
}

function sectionsOf(fields: readonly FormField[]): FormSection[] {
  const sections = new Map<string | null, FormField[]>()
  for (const field of fields) {
    const heading = field.texts.group ?? null
    sections.set(heading, [...(sections.get(heading) ?? []), field])
  }
  return [...sections].map(([heading, members]) => ({ heading, fields: members }))
}

/** `maxItems` → `Max items` */
function titleFrom(key: string): string {
  const words = key.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}
