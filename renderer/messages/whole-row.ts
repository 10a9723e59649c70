import type { TapRow } from '../../shared/run/tap.ts'
import { attempt } from '../model/actions/parts.ts'
import { documents, home, notices } from '../model/session.ts'
import { connectionFor, type MessageSource } from './messages-store.ts'
import { bytesOf } from './row-value.ts'

type TopicSource = Extract<MessageSource, { kind: 'topic' }>

/** A row of a topic with its whole payload, asked for again from the broker; null, and a notice, when it cannot be had. */
export async function wholeRow({ connection, topic }: TopicSource, row: TapRow): Promise<TapRow | null> {
  const reference = connectionFor(documents.getState().document, connection)
  const message = await attempt({ notices }, () =>
    home.engine.call('readMessage', { connection: reference, topic, messageId: row.messageId }),
  )
  if (message === null) return null
  const { payload, size, truncated } = message
  const text = row.value.form === 'base64' ? payload : decoded(payload)
  return { ...row, value: { form: row.value.form, text, size, truncated } }
}

function decoded(base64: string): string {
  return new TextDecoder().decode(bytesOf({ form: 'base64', text: base64, size: 0, truncated: false }))
}
