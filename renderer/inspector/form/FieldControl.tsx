import type { ComponentType } from 'react'
import { ExpressionControl } from '../expression/ExpressionControl.tsx'
import { ChoiceControl } from './ChoiceControl.tsx'
import { CodeControl } from './CodeControl.tsx'
import { ConnectionControl } from './ConnectionControl.tsx'
import type { ControlProps, NestingProps } from './control-props.ts'
import type { Control } from './form-model.ts'
import { GroupControl } from './GroupControl.tsx'
import { ListControl } from './ListControl.tsx'
import { PropertiesControl } from './PropertiesControl.tsx'
import { SwitchControl } from './SwitchControl.tsx'
import { TextAreaControl } from './TextAreaControl.tsx'
import { TextControl } from './TextControl.tsx'
import { TextsControl } from './TextsControl.tsx'
import { TopicControl } from './TopicControl.tsx'

const controls: Readonly<Record<Control, ComponentType<NestingProps>>> = {
  text: TextControl,
  number: TextControl,
  textarea: TextAreaControl,
  code: CodeControl,
  json: TextAreaControl,
  switch: SwitchControl,
  choice: ChoiceControl,
  expression: ExpressionControl,
  template: ExpressionControl,
  topic: TopicControl,
  topics: TextsControl,
  texts: TextsControl,
  connection: ConnectionControl,
  properties: PropertiesControl,
  list: ListControl,
  group: GroupControl,
}

/** The control that a field asks for. */
export function FieldControl({ preset = 'none', ...props }: ControlProps & { preset?: string }) {
  const Control = controls[props.field.control]
  return <Control {...props} preset={preset} Field={FieldControl} />
}
