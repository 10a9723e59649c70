import { Fragment } from 'react'
import { type Inline, parseInline } from './markdown.ts'

/** One or two sentences with code spans, as operators describe their fields. */
export function InlineCode({ text }: { text: string }) {
  return <InlineText content={parseInline(text)} />
}

/** The pieces of a line as text elements. */
export function InlineText({ content }: { content: readonly Inline[] }) {
  return content.map((part, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one line never change places.
    <Fragment key={index}>{elementOf(part)}</Fragment>
  ))
}

function elementOf(part: Inline) {
  switch (part.kind) {
    case 'text':
      return part.text
    case 'code':
      return <code>{part.text}</code>
    case 'strong':
      return <strong>{part.text}</strong>
    case 'emphasis':
      return <em>{part.text}</em>
    case 'link':
      return (
        <a href={part.href} target="_blank" rel="noreferrer noopener">
          {part.text}
        </a>
      )
  }
}
