import { Plus } from 'lucide-react'
import { useState } from 'react'
import inspector from '../inspector/Inspector.module.css'
import figureStyles from '../inspector/node/LiveTab.module.css'
import { Button } from '../ui/Button.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { formatBytes, formatCount, formatRate } from '../ui/format.ts'
import { NewSubscription } from './NewSubscription.tsx'
import { SubscriptionCard } from './SubscriptionCard.tsx'
import styles from './TopicInspector.module.css'
import { topics, useTopics } from './topics-session.ts'
import type { TopicStats } from './topics-store.ts'

/** Figures of the topic, who reads it, who writes it. */
export function OverviewTab({ topic }: { topic: string }) {
  const { value, problem } = useTopics((state) => state.stats)
  if (problem !== null && value === null) {
    return (
      <EmptyState title="The broker does not say">
        <p>{problem}</p>
        <Button size="small" onClick={() => void topics.getState().refreshStats()}>
          Try again
        </Button>
      </EmptyState>
    )
  }
  if (value === null) return <p className={styles.words}>Asking the broker…</p>
  return (
    <>
      <Figures stats={value} />
      <Subscriptions topic={topic} stats={value} />
      <Producers stats={value} />
      <Partitions stats={value} />
    </>
  )
}

function Figures({ stats }: { stats: TopicStats }) {
  const { messages, storageSize, backlogSize, averageSize, rates, partitions } = stats
  const rows: readonly (readonly [string, string])[] = [
    ...(messages === null ? [] : [['Messages', formatCount(messages)] as const]),
    ['Stored', formatBytes(storageSize)],
    ...(backlogSize === null ? [] : [['Still needed', formatBytes(backlogSize)] as const]),
    ...(averageSize === null ? [] : [['Average size', formatBytes(averageSize)] as const]),
    ...(rates === null
      ? []
      : [
          ['In', `${formatRate(rates.messagesIn)} /s · ${formatBytes(rates.bytesIn)}/s`] as const,
          ['Out', `${formatRate(rates.messagesOut)} /s · ${formatBytes(rates.bytesOut)}/s`] as const,
        ]),
    ['Partitions', partitions === 0 ? 'none' : formatCount(partitions)],
  ]
  return (
    <dl className={figureStyles.figures}>
      {rows.map(([title, text]) => (
        <div key={title} className={styles.figure}>
          <dt>{title}</dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  )
}

function Subscriptions({ topic, stats: { subscriptions } }: { topic: string; stats: TopicStats }) {
  const [isNaming, setNaming] = useState(false)
  return (
    <section className={styles.section}>
      <div className={styles.head}>
        <h3 className={inspector.heading}>Subscriptions</h3>
        <Button size="small" variant="quiet" onClick={() => setNaming(true)}>
          <Plus /> New
        </Button>
      </div>
      {isNaming && <NewSubscription topic={topic} onDone={() => setNaming(false)} />}
      {subscriptions.length === 0 && !isNaming && (
        <p className={styles.words}>
          None: nobody keeps a place here. Without one, and without retention, the broker may delete what is written.
        </p>
      )}
      {subscriptions.map((subscription) => (
        <SubscriptionCard key={subscription.name} topic={topic} subscription={subscription} />
      ))}
    </section>
  )
}

function Producers({ stats: { producers } }: { stats: TopicStats }) {
  if (producers.length === 0) return null
  return (
    <section className={styles.section}>
      <h3 className={inspector.heading}>Producers</h3>
      <ul className={styles.list}>
        {producers.map(({ name, address, rate }) => (
          <li key={`${name} ${address}`}>
            <span className={styles.mono}>{name || 'unnamed'}</span>
            <span className={styles.words}>
              {[address, rate === null ? null : `${formatRate(rate)} /s`].filter((part) => part !== null).join(' · ')}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Partitions({ stats: { parts } }: { stats: TopicStats }) {
  if (parts.length === 0) return null
  return (
    <section className={styles.section}>
      <h3 className={inspector.heading}>Partitions</h3>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">No.</th>
            <th scope="col">Stored</th>
            <th scope="col">Backlog</th>
            <th scope="col">In /s</th>
          </tr>
        </thead>
        <tbody>
          {parts.map(({ topic, storageSize, subscriptions, rates }, index) => (
            <tr key={topic}>
              <td>{index}</td>
              <td>{formatBytes(storageSize)}</td>
              <td>{formatCount(subscriptions.reduce((sum, { backlog }) => sum + backlog, 0))}</td>
              <td>{rates === null ? '—' : formatRate(rates.messagesIn)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
