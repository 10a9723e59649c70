import * as z from 'zod'
import type { StepVariable } from './lib/expression.ts'

/** Which control edits a field. `auto` derives it from the schema (switch, number, select, text). */
export type Widget =
  | 'auto'
  | 'expression'
  | 'template'
  | 'text'
  | 'textarea'
  | 'json'
  | 'topic'
  | 'topics'
  | 'connection'
  | 'subflow'
  | 'subflow-parameters'
  | 'fields'
  | 'properties'
  | 'code'

/** The texts of one config field: the form, the reference page and completion are made of them. */
export interface FieldTexts {
  /** Label in the form: one to three words, sentence case. */
  title: string
  /** One or two sentences; Markdown code spans allowed. */
  description: string
  widget?: Widget
  /** Shown while empty. */
  placeholder?: string
  /** Names that an expression sees here besides those of the message. */
  variables?: readonly StepVariable[]
  /** Shown only while a neighbouring field has one of these values; elsewhere it means nothing. */
  when?: { readonly field: string; readonly is: readonly unknown[] }
  /** Hidden behind "Advanced". */
  advanced?: boolean
  /** Unit after the number: `ms`, `messages/s`, `bytes`. */
  unit?: string
  /** Heading under which neighbouring fields are gathered. */
  group?: string
  /** Words for enum values; a value without one shows itself. */
  optionTitles?: Record<string, string>
}

/** Every field of every operator registers here: `z.string().register(field, { title, description })`. */
export const field = z.registry<FieldTexts>()
