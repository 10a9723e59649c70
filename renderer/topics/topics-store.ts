import type * as z from 'zod'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Client } from '../../shared/ipc/contract.ts'
import type { engineContract } from '../../shared/ipc/engine-contract.ts'
import { toFailure } from '../../shared/ipc/failure.ts'
import { connectionFor } from '../messages/messages-store.ts'
import type { DocumentStore } from '../model/document-store.ts'

type Calls = (typeof engineContract)['calls']
export type TopicEntry = z.output<Calls['topics']['result']>[number]
export type TopicStats = z.output<Calls['topicStats']['result']>
export type SubscriptionStats = TopicStats['subscriptions'][number]

/** What was asked for: on its way, there, or refused with a sentence. What was there before stays until the next answer. */
export interface Answer<Value> {
  readonly value: Value | null
  readonly asking: boolean
  readonly problem: string | null
}

/** The view of one broker's topics. */
export interface TopicsState {
  /** Name of a connection of the document; empty when it has none. */
  readonly connection: string
  /** `tenant/namespace`. */
  readonly namespace: string
  /** All that may be seen, of all tenants; empty where they may not be asked for. */
  readonly namespaces: readonly string[]
  readonly topics: Answer<readonly TopicEntry[]>
  readonly search: string
  /** The full name of the topic that is looked at. */
  readonly selected: string | null
  readonly stats: Answer<TopicStats>
  choose(connection: string): void
  setNamespace(namespace: string): void
  setSearch(search: string): void
  select(topic: string | null): void
  /** Asks for namespaces and topics again. */
  refresh(): Promise<void>
  /** Asks for the figures of the selected topic again. */
  refreshStats(): Promise<void>
  /** The connection as the engine wants it. */
  reference(): unknown
}

export type TopicsStore = StoreApi<TopicsState>

export interface TopicsParts {
  readonly documents: DocumentStore
  readonly engine: Pick<Client<typeof engineContract>, 'call'>
}

export const defaultNamespace = 'public/default'

/** Tenants whose namespaces are asked for. */
const mostTenants = 50

const nothing = { value: null, asking: false, problem: null } as const
const noTopic = { selected: null, stats: nothing } as const

/** Topics of the document's connections. Answers that come after something else was chosen are dropped. */
export function createTopicsStore({ documents, engine }: TopicsParts): TopicsStore {
  const store = createStore<TopicsState>()((set, get) => ({
    connection: firstConnection(),
    namespace: defaultNamespace,
    namespaces: [],
    topics: nothing,
    search: '',
    ...noTopic,
    choose: (connection) => {
      set({ connection, namespace: defaultNamespace, namespaces: [], topics: nothing, ...noTopic })
      void get().refresh()
    },
    setNamespace: (namespace) => {
      set({ namespace, topics: nothing, ...noTopic })
      void get().refresh()
    },
    setSearch: (search) => set({ search }),
    select: (selected) => {
      if (selected === get().selected) return
      set({ selected, stats: nothing })
      void get().refreshStats()
    },
    refresh: async () => {
      const { connection, namespace, reference } = get()
      if (connection === '') return set({ topics: nothing })
      const isCurrent = () => get().connection === connection && get().namespace === namespace
      const ask = () => engine.call('topics', { connection: reference(), namespace })
      await Promise.all([keep(ask, isCurrent, get().topics, (topics) => set({ topics })), findNamespaces(connection)])
    },
    refreshStats: async () => {
      const { connection, selected, reference } = get()
      if (selected === null) return
      const isCurrent = () => get().connection === connection && get().selected === selected
      const ask = () => engine.call('topicStats', { connection: reference(), topic: selected })
      await keep(ask, isCurrent, get().stats, (stats) => set({ stats }))
    },
    reference: () => connectionFor(documents.getState().document, get().connection),
  }))

  async function findNamespaces(connection: string): Promise<void> {
    const reference = store.getState().reference()
    const tenants = await engine.call('tenants', { connection: reference }).catch(() => [])
    const asked = tenants
      .slice(0, mostTenants)
      .map((tenant) => engine.call('namespaces', { connection: reference, tenant }).catch(() => []))
    const namespaces = (await Promise.all(asked)).flat()
    if (store.getState().connection === connection) store.setState({ namespaces })
  }

  function firstConnection(): string {
    return Object.keys(documents.getState().document.connections)[0] ?? ''
  }

  documents.subscribe(({ document, opened }, before) => {
    const { connection, choose } = store.getState()
    const isGone = !Object.hasOwn(document.connections, connection)
    if (opened !== before.opened || isGone) choose(firstConnection())
  })
  return store
}

async function keep<Value>(
  ask: () => Promise<Value>,
  isCurrent: () => boolean,
  before: Answer<Value>,
  show: (answer: Answer<Value>) => void,
): Promise<void> {
  show({ ...before, asking: true })
  try {
    const value = await ask()
    if (isCurrent()) show({ value, asking: false, problem: null })
  } catch (error) {
    if (isCurrent()) show({ value: before.value, asking: false, problem: toFailure(error).message })
  }
}
