import * as z from 'zod'
import type { OperatorSpec } from '../define.ts'
import { type FieldTexts, field } from '../field.ts'

/** One option of an operator, in words. */
export interface OptionReference {
  /** As it is reached in the config: `consumer.receiverQueueSize`, `cases[].when`. */
  readonly path: string
  readonly title: string
  /** What it takes: `text`, `whole number, 1 to 100 messages`; empty where only `choices` say it. */
  readonly takes: string
  /** The values there are to choose from, when it is one of a few. */
  readonly choices: readonly string[]
  readonly isRequired: boolean
  /** As it would be written; null when there is none, or it is empty. */
  readonly default: string | null
  /** Markdown. */
  readonly description: string
}

/** What the JSON schema of a config says about one option; the texts of `field` are merged into it. */
export interface OptionSchema extends Partial<FieldTexts> {
  type?: string
  enum?: readonly string[]
  default?: unknown
  minimum?: number
  maximum?: number
  pattern?: string
  properties?: Readonly<Record<string, OptionSchema>>
  required?: readonly string[]
  items?: OptionSchema
}

/** The config as JSON Schema, as a person writes it, with titles and descriptions in it. */
export function configSchema(spec: OperatorSpec): OptionSchema {
  return z.toJSONSchema(spec.config, { metadata: field, io: 'input' }) as OptionSchema
}

/** Every option in the order of the form, those inside others behind them. */
export function optionReferences(spec: OperatorSpec): readonly OptionReference[] {
  return optionsIn(configSchema(spec), '')
}

function optionsIn(schema: OptionSchema, prefix: string): OptionReference[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, option]) => {
    const path = `${prefix}${name}`
    const inner = option.type === 'array' ? option.items : option
    const isRequired = schema.required?.includes(name) ?? false
    const within = inner?.properties ? optionsIn(inner, `${path}${option.type === 'array' ? '[].' : '.'}`) : []
    return [optionReference(path, option, isRequired), ...within]
  })
}

function optionReference(path: string, option: OptionSchema, isRequired: boolean): OptionReference {
  return {
    path,
    title: option.title ?? '',
    takes: option.enum ? '' : takes(option),
    choices: option.enum ?? [],
    isRequired,
    default: isRequired ? null : defaultOf(option),
    description: option.description ?? '',
  }
}

const typeWords: Readonly<Record<string, string>> = { string: 'text', boolean: 'true or false', object: 'object' }

function takes(option: OptionSchema): string {
  if (option.widget === 'expression' || option.widget === 'template') return option.widget
  if (option.type === 'array') return `list of ${option.items?.properties ? 'objects' : 'texts'}`
  if (option.type === 'integer' || option.type === 'number')
    return `${numberRange(option)}${option.unit ? ` ${option.unit}` : ''}`
  return typeWords[option.type ?? ''] ?? ''
}

function numberRange({ type, minimum, maximum }: OptionSchema): string {
  const what = type === 'integer' ? 'whole number' : 'number'
  const most = maximum === undefined || maximum >= Number.MAX_SAFE_INTEGER ? null : maximum
  if (most !== null) return `${what}, ${minimum ?? 0} to ${most}`
  return minimum === undefined || minimum <= Number.MIN_SAFE_INTEGER ? what : `${what} from ${minimum}`
}

/** Options of sinks and sources that have no default of their own show the one that counts in the end as their placeholder. */
function defaultOf({ default: value, properties, placeholder, widget }: OptionSchema): string | null {
  if (properties !== undefined) return null
  if (value === undefined) return widget === undefined ? (placeholder ?? null) : null
  return value === '' || JSON.stringify(value) === '[]' || JSON.stringify(value) === '{}' ? null : `${value}`
}
