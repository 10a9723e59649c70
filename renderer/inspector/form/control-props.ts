import type { ComponentType } from 'react'
import type { FormField } from './form-model.ts'
import type { FieldPath } from './form-target.ts'
import type { Standing } from './presets.ts'

/** What every control of a form gets. */
export interface ControlProps {
  field: FormField
  /** Where the value stands, from the target's root. */
  path: FieldPath
  /** The value, and what counts without it. */
  standing: Standing
}

/** Shows a field of any kind. Controls that hold further fields get it handed in. */
export type FieldComponent = ComponentType<ControlProps & { preset?: string }>

/** What a control that holds further fields gets besides. */
export interface NestingProps extends ControlProps {
  Field: FieldComponent
  /** The preset that fills the fields inside; `none` when there is none. */
  preset: string
}
