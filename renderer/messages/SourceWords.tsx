import { useDocument } from '../app/use-session.ts'
import { localName } from '../topics/topic-names.ts'
import { edgeWords } from './edge-words.ts'
import { useMessages } from './messages-session.ts'
import type { MessageSource, MessagesState } from './messages-store.ts'

const sourceOf = (state: MessagesState) => state.source

/** What the messages are of: `Parse JSON → Large order?`, or a topic. */
export function SourceWords() {
  const source = useMessages(sourceOf)
  return useDocument(({ document }) => {
    if (!source) return ''
    return source.kind === 'wire'
      ? edgeWords(document, source.edge)
      : `${localName(source.topic)}, ${startWords(source)}`
  })
}

function startWords({ from }: Extract<MessageSource, { kind: 'topic' }>): string {
  if (typeof from === 'string') return `from ${from}`
  if ('messageId' in from) return `after ${from.messageId}`
  return `from ${new Date(from.time).toLocaleString()}`
}
