import { Plus, RotateCw, Search } from 'lucide-react'
import { type KeyboardEvent, memo, useEffect, useId, useMemo, useRef, useState } from 'react'
import { useDocumentShallow } from '../app/use-session.ts'
import { askDoctor } from '../connections/doctor-store.ts'
import { Select } from '../inspector/form/Select.tsx'
import { Button } from '../ui/Button.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { formatCount } from '../ui/format.ts'
import { IconButton } from '../ui/IconButton.tsx'
import { TextInput } from '../ui/TextInput.tsx'
import { NewTopic } from './NewTopic.tsx'
import styles from './TopicsPanel.module.css'
import { localName, matching } from './topic-names.ts'
import { lookInto, showTopic, topics, useTopics } from './topics-session.ts'
import type { TopicEntry } from './topics-store.ts'

/** What lies in the broker behind a connection: its topics, to look into without consuming anything. */
export default function TopicsPanel() {
  const [isNaming, setNaming] = useState(false)
  useEffect(() => void topics.getState().refresh(), [])
  return (
    <div className={styles.panel}>
      <Where />
      <div className={styles.line}>
        <span className={styles.search}>
          <Search aria-hidden />
          <SearchInput />
        </span>
        <IconButton label="New topic…" size="small" onClick={() => setNaming(true)}>
          <Plus />
        </IconButton>
        <IconButton label="Look again" size="small" onClick={() => void topics.getState().refresh()}>
          <RotateCw />
        </IconButton>
      </div>
      {isNaming && <NewTopic onDone={() => setNaming(false)} />}
      <TopicList />
    </div>
  )
}

const connectionNames = ({ document }: { document: { connections: object } }) => Object.keys(document.connections)

function Where() {
  const names = useDocumentShallow(connectionNames)
  const connection = useTopics((state) => state.connection)
  const namespace = useTopics((state) => state.namespace)
  const namespaces = useTopics((state) => state.namespaces)
  const list = useId()
  const [draft, setDraft] = useState(namespace)
  useEffect(() => setDraft(namespace), [namespace])
  const keep = () => {
    const next = draft.trim()
    if (/^[^/\s]+\/[^/\s]+$/.test(next)) topics.getState().setNamespace(next)
    else setDraft(namespace)
  }
  return (
    <div className={styles.where}>
      <Select
        aria-label="Connection"
        value={connection}
        onChange={(event) => topics.getState().choose(event.target.value)}
      >
        {names.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </Select>
      <TextInput
        mono
        aria-label="Tenant and namespace"
        list={list}
        value={draft}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={keep}
        onKeyDown={(event) => event.key === 'Enter' && keep()}
      />
      <datalist id={list}>
        {namespaces.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </div>
  )
}

function SearchInput() {
  const search = useTopics((state) => state.search)
  return (
    <TextInput
      aria-label="Find a topic"
      placeholder="Find a topic"
      value={search}
      onChange={(event) => topics.getState().setSearch(event.target.value)}
    />
  )
}

function TopicList() {
  const { value, asking, problem } = useTopics((state) => state.topics)
  const search = useTopics((state) => state.search)
  const found = useMemo(() => matching(value ?? [], search), [value, search])
  if (problem !== null) return <NotReached problem={problem} />
  if (value === null) return asking ? <p className={styles.note}>Asking the broker…</p> : <NoConnection />
  if (value.length === 0) {
    return (
      <EmptyState title="No topics here yet">
        <p>They are made on first use: run a pipeline that writes one, or make one with +.</p>
      </EmptyState>
    )
  }
  if (found.length === 0) return <EmptyState title="No topic has this in its name" />
  return (
    <>
      <p className={styles.note}>
        {found.length === value.length
          ? `${formatCount(value.length)} ${value.length === 1 ? 'topic' : 'topics'}`
          : `${formatCount(found.length)} of ${formatCount(value.length)} topics`}
      </p>
      <Rows entries={found} />
    </>
  )
}

function NotReached({ problem }: { problem: string }) {
  return (
    <div className={styles.problem} role="alert">
      <p>{problem}</p>
      <div className={styles.line}>
        <Button size="small" onClick={() => void topics.getState().refresh()}>
          Try again
        </Button>
        <Button size="small" onClick={() => askDoctor(topics.getState().connection)}>
          Check the connection
        </Button>
      </div>
    </div>
  )
}

function NoConnection() {
  return (
    <EmptyState title="No connection yet">
      <p>Add one to the pipeline, on the right with nothing selected.</p>
    </EmptyState>
  )
}

/** Arrows walk, Enter looks into the topic. */
function Rows({ entries }: { entries: readonly TopicEntry[] }) {
  const selected = useTopics((state) => state.selected)
  const list = useRef<HTMLDivElement>(null)
  const at = Math.max(
    0,
    entries.findIndex(({ topic }) => topic === selected),
  )
  const walk = (event: KeyboardEvent) => {
    if (event.key === 'Enter') return lookInto(entries[at]!.topic, 'earliest')
    const next = entries[stepFrom(at, event.key, entries.length)]?.topic
    if (next === undefined) return
    event.preventDefault()
    showTopic(next)
    list.current?.querySelector<HTMLElement>(`[data-topic="${CSS.escape(next)}"]`)?.focus()
  }
  return (
    <div ref={list} role="listbox" aria-label="Topics" tabIndex={-1} className={styles.list} onKeyDown={walk}>
      {entries.map((entry, index) => (
        <Row key={entry.topic} entry={entry} isSelected={entry.topic === selected} isTabStop={index === at} />
      ))}
    </div>
  )
}

interface RowProps {
  entry: TopicEntry
  isSelected: boolean
  isTabStop: boolean
}

const Row = memo(function Row({ entry: { topic, partitions }, isSelected, isTabStop }: RowProps) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list handles the keys of all its rows.
    <div
      role="option"
      aria-selected={isSelected}
      tabIndex={isTabStop ? 0 : -1}
      data-topic={topic}
      className={styles.row}
      title={topic}
      onClick={() => showTopic(topic)}
      onDoubleClick={() => lookInto(topic, 'earliest')}
    >
      <span className={styles.name}>{localName(topic)}</span>
      {topic.startsWith('non-persistent:') && <span className={styles.tag}>not stored</span>}
      {partitions > 0 && <span className={styles.tag}>{partitions} partitions</span>}
    </div>
  )
})

function stepFrom(at: number, key: string, count: number): number {
  const moves: Readonly<Record<string, number>> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: count - 1 }
  return moves[key] ?? -1
}
