import { useId } from 'react'
import type { ControlProps } from './control-props.ts'
import { TextControl } from './TextControl.tsx'
import { TopicSuggestions } from './TopicSuggestions.tsx'

/** A topic's name, with those that the pipeline already uses as suggestions. */
export function TopicControl(props: ControlProps) {
  const list = useId()
  return (
    <>
      <TextControl {...props} mono list={list} />
      <TopicSuggestions id={list} />
    </>
  )
}
