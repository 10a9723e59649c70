import { Copy, PenLine, X } from 'lucide-react'
import { useEffect, useMemo, useState } from 'react'
import type { TapRow } from '../../shared/run/tap.ts'
import { copyText } from '../json/copy-text.ts'
import { Button } from '../ui/Button.tsx'
import { formatCount } from '../ui/format.ts'
import { IconButton } from '../ui/IconButton.tsx'
import { Segmented } from '../ui/Segmented.tsx'
import { formatMoment } from './format-time.ts'
import { hexLines } from './hex.ts'
import { messages, useMessages } from './messages-session.ts'
import type { BodyView, MessageSource } from './messages-store.ts'
import styles from './RowDetail.module.css'
import { bytesOf, readValue } from './row-value.ts'
import { shortTopic } from './short-topic.ts'
import { ValueTree } from './ValueTree.tsx'
import { visibleLine, visibleText } from './visible-text.ts'
import { wholeRow } from './whole-row.ts'

const views: readonly { value: BodyView; title: string }[] = [
  { value: 'tree', title: 'JSON' },
  { value: 'text', title: 'Text' },
  { value: 'hex', title: 'Hex' },
]

/** The topics view is loaded when it is first needed. */
async function writeAgain(
  { connection, topic }: Extract<MessageSource, { kind: 'topic' }>,
  messageId: string,
): Promise<void> {
  const session = await import('../topics/topics-session.ts')
  await session.writeAgain(connection, topic, messageId)
}

/** Everything that is known of one message. */
export function RowDetail({ row: shown }: { row: TapRow }) {
  const [row, setRow] = useState(shown)
  useEffect(() => setRow(shown), [shown])
  const source = useMessages((state) => state.source)
  const topic = source?.kind === 'topic' ? source : null
  const bodyView = useMessages((state) => state.bodyView)
  return (
    <section className={styles.detail} aria-label="Message">
      <div className={styles.bar}>
        <div className={styles.views}>
          <Segmented
            label="Show the payload as"
            value={bodyView}
            options={views}
            onChange={messages.getState().setBodyView}
          />
        </div>
        <IconButton
          label="Copy the payload"
          size="small"
          side="top"
          onClick={() => copyText(row.value.text, 'Payload')}
        >
          <Copy />
        </IconButton>
        {topic && (
          <IconButton
            label="Write it again…"
            size="small"
            side="top"
            onClick={() => void writeAgain(topic, row.messageId)}
          >
            <PenLine />
          </IconButton>
        )}
        <IconButton label="Close" size="small" side="top" onClick={() => messages.getState().select(null)}>
          <X />
        </IconButton>
      </div>
      <div className={styles.body}>
        {row.failure && (
          <p className={styles.failure}>
            {visibleLine(row.failure.message)} <code>{row.failure.code}</code>
          </p>
        )}
        <Body row={row} view={bodyView} />
        {row.value.truncated && (
          <p className={styles.note}>
            The beginning of {formatCount(row.value.size)} bytes; the rest was not sent here.{' '}
            {topic && (
              <Button size="small" onClick={() => void wholeRow(topic, row).then((whole) => whole && setRow(whole))}>
                Show all of it
              </Button>
            )}
          </p>
        )}
        <Facts row={row} />
      </div>
    </section>
  )
}

function Body({ row, view }: { row: TapRow; view: BodyView }) {
  const { value } = readValue(row.value)
  if (view === 'hex') return <HexView row={row} />
  if (view === 'tree' && value !== undefined) return <ValueTree value={value} />
  return (
    <pre className={styles.text}>
      {row.value.form === 'base64' ? `${row.value.size} bytes, no text` : visibleText(row.value.text)}
    </pre>
  )
}

function HexView({ row }: { row: TapRow }) {
  const lines = useMemo(() => hexLines(bytesOf(row.value)), [row])
  return (
    <pre className={styles.hex}>{lines.map(({ offset, hex, text }) => `${offset}  ${hex}  ${text}`).join('\n')}</pre>
  )
}

function Facts({ row }: { row: TapRow }) {
  const facts: readonly (readonly [string, string])[] = [
    ['Key', row.key ?? '—'],
    ['Topic', shortTopic(row)],
    ['Message id', row.messageId],
    ['Made from', row.origin],
    ['Passed', formatMoment(row.at)],
    ['Published', formatMoment(row.publishTime)],
    ['Event time', formatMoment(row.eventTime)],
    ...(row.redeliveryCount > 0 ? [['Delivered before', `${row.redeliveryCount} times`] as const] : []),
    ...Object.entries(row.properties).map(([name, value]) => [`properties.${name}`, value] as const),
  ]
  return (
    <dl className={styles.facts}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{visibleLine(name)}</dt>
          <dd>{visibleLine(value)}</dd>
        </div>
      ))}
    </dl>
  )
}
