import { Ellipsis } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { useState } from 'react'
import menu from '../inspector/form/Menu.module.css'
import { home } from '../model/session.ts'
import { ConfirmDialog } from '../ui/ConfirmDialog.tsx'
import { formatCount, formatRate } from '../ui/format.ts'
import { IconButton } from '../ui/IconButton.tsx'
import { Pill } from '../ui/Pill.tsx'
import styles from './TopicInspector.module.css'
import { attemptHere, topics } from './topics-session.ts'
import type { SubscriptionStats } from './topics-store.ts'

/** What may be done to a subscription, each after its backlog was counted. */
type Deed = 'clear' | 'rewind' | 'delete'

const deeds: Readonly<Record<Deed, { title: string; confirm: string; words: (waiting: string) => string }>> = {
  clear: {
    title: 'Skip everything that waits?',
    confirm: 'Skip them',
    words: (waiting) => `${waiting} wait now and would never reach this subscription. Other subscriptions keep them.`,
  },
  rewind: {
    title: 'Go back to the earliest message?',
    confirm: 'Go back',
    words: (waiting) =>
      `${waiting} wait now. Everything that is still stored would be delivered again, also what was done already.`,
  },
  delete: {
    title: 'Delete the subscription?',
    confirm: 'Delete it',
    words: (waiting) => `${waiting} wait now. Its place is forgotten; the broker refuses while a consumer is attached.`,
  },
}

/** One subscription: how far behind it is, who reads by it, and what can be done about it. */
export function SubscriptionCard({ topic, subscription }: { topic: string; subscription: SubscriptionStats }) {
  const { name, type, backlog, unacked, delayed, consumers, rateOut, attached } = subscription
  const names = attached.flatMap((consumer) => consumer.name || []).join(', ')
  const [asked, setAsked] = useState<{ deed: Deed; waiting: string } | null>(null)
  const ask = async (deed: Deed) => {
    const { reference } = topics.getState()
    const count = await attemptHere(() =>
      home.engine.call('backlog', { connection: reference(), topic, subscription: name }),
    )
    if (count) setAsked({ deed, waiting: `${formatCount(count.messages)} messages` })
  }
  return (
    <article className={styles.card} aria-label={`Subscription ${name}`}>
      <div className={styles.head}>
        <b className={styles.mono}>{name}</b>
        {type !== null && <Pill>{type}</Pill>}
        <DeedMenu name={name} onChoose={(deed) => void ask(deed)} />
      </div>
      <p className={styles.counts}>
        <span>
          <b>{formatCount(backlog)}</b> waiting
        </span>
        {unacked > 0 && (
          <span>
            <b>{formatCount(unacked)}</b> handed out
          </span>
        )}
        {delayed !== null && delayed > 0 && (
          <span>
            <b>{formatCount(delayed)}</b> delayed
          </span>
        )}
        {rateOut !== null && rateOut > 0 && (
          <span>
            <b>{formatRate(rateOut)}</b> /s
          </span>
        )}
        <span>
          {consumers === 0 ? 'no consumer' : `${formatCount(consumers)} ${consumers === 1 ? 'consumer' : 'consumers'}`}
        </span>
      </p>
      {names !== '' && <p className={styles.words}>{names}</p>}
      {asked && (
        <ConfirmDialog
          title={deeds[asked.deed].title}
          confirm={deeds[asked.deed].confirm}
          onCancel={() => setAsked(null)}
          onConfirm={() => {
            setAsked(null)
            void doIt(asked.deed, topic, name)
          }}
        >
          {deeds[asked.deed].words(asked.waiting)}
        </ConfirmDialog>
      )}
    </article>
  )
}

function DeedMenu({ name, onChoose }: { name: string; onChoose: (deed: Deed) => void }) {
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger asChild>
        <IconButton label={`What to do with ${name}`} size="small" side="top">
          <Ellipsis />
        </IconButton>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className={menu.menu} align="end" sideOffset={4} collisionPadding={8}>
          <DropdownMenu.Item className={menu.item} onSelect={() => onChoose('clear')}>
            Skip everything that waits…
          </DropdownMenu.Item>
          <DropdownMenu.Item className={menu.item} onSelect={() => onChoose('rewind')}>
            Go back to the earliest…
          </DropdownMenu.Item>
          <DropdownMenu.Item className={menu.item} onSelect={() => onChoose('delete')}>
            Delete…
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}

async function doIt(deed: Deed, topic: string, subscription: string): Promise<void> {
  const { reference, refreshStats } = topics.getState()
  const place = { connection: reference(), topic, subscription }
  await attemptHere(async () => {
    if (deed === 'clear') await home.engine.call('clearBacklog', place)
    else if (deed === 'rewind') await home.engine.call('seekSubscription', { ...place, to: 'earliest' })
    else await home.engine.call('deleteSubscription', place)
  })
  await refreshStats()
}
