import { createStore, type StoreApi } from 'zustand/vanilla'
import { resolveWithoutSecrets } from '../../shared/graph/parameters.ts'
import type { GraphDocument } from '../../shared/graph/schema.ts'
import type { Client } from '../../shared/ipc/contract.ts'
import type { engineContract } from '../../shared/ipc/engine-contract.ts'
import type { DocumentStore } from '../model/document-store.ts'
import type { RunStore } from '../model/run-store.ts'
import { createTail, type Tail } from '../model/tails.ts'
import type { FieldColumn } from './columns.ts'

/** Where a topic's tail begins. */
export type TopicStart = 'earliest' | 'latest' | { readonly time: number } | { readonly messageId: string }

/** What the messages view looks at. */
export type MessageSource =
  | { readonly kind: 'wire'; readonly edge: string }
  | { readonly kind: 'topic'; readonly connection: string; readonly topic: string; readonly from: TopicStart }

export type BodyView = 'tree' | 'text' | 'hex'

export interface MessagesState {
  readonly source: MessageSource | null
  /** Null while there is nothing to look at: no source, or a wire of a pipeline that never ran. */
  readonly tail: Tail | null
  /** CEL, evaluated in the engine; empty for none. */
  readonly filter: string
  /** Text looked for in the rows that are here. */
  readonly search: string
  readonly columns: readonly FieldColumn[]
  /** The number of the selected line. */
  readonly selected: number | null
  readonly bodyView: BodyView
  look(source: MessageSource): void
  setFilter(filter: string): void
  setSearch(search: string): void
  setColumns(columns: readonly FieldColumn[]): void
  select(line: number | null): void
  setBodyView(view: BodyView): void
  /** Opens the stream anew, from where it begins. */
  reopen(): void
}

export type MessagesStore = StoreApi<MessagesState>

export interface MessagesParts {
  readonly documents: DocumentStore
  readonly runs: RunStore
  readonly engine: Pick<Client<typeof engineContract>, 'open'>
}

/** Rows a second the view asks the engine for. */
const rowsPerSecond = 400

/** The messages view: what it looks at, how, and the one stream that is open for it. */
export function createMessagesStore(parts: MessagesParts): MessagesStore {
  const { runs, documents } = parts
  const columnsOf = new Map<string, readonly FieldColumn[]>()
  const store = createStore<MessagesState>()((set, get) => ({
    source: null,
    tail: null,
    filter: '',
    search: '',
    columns: [],
    selected: null,
    bodyView: 'tree',
    look: (source) => {
      if (sameSource(source, get().source)) return
      set({ source, filter: '', search: '', columns: columnsOf.get(sourceKey(source)) ?? [] })
      get().reopen()
    },
    setFilter: (filter) => {
      if (filter === get().filter) return
      set({ filter })
      get().reopen()
    },
    setSearch: (search) => set({ search }),
    setColumns: (columns) => {
      const { source } = get()
      if (source) columnsOf.set(sourceKey(source), columns)
      set({ columns })
    },
    select: (selected) => set({ selected }),
    setBodyView: (bodyView) => set({ bodyView }),
    reopen: () => {
      const { source, filter, tail } = get()
      tail?.close()
      set({ selected: null, tail: source && openTail(source, filter, parts) })
    },
  }))

  runs.subscribe(({ status }, before) => {
    if (status?.runId === before.status?.runId) return
    if (store.getState().source?.kind === 'wire') store.getState().reopen()
  })
  documents.subscribe((state, before) => {
    if (state.opened === before.opened) return
    store.getState().tail?.close()
    columnsOf.clear()
    store.setState({ source: null, tail: null, filter: '', search: '', columns: [], selected: null })
  })
  return store
}

function openTail(source: MessageSource, filter: string, parts: MessagesParts): Tail | null {
  return source.kind === 'wire' ? tailOfWire(source.edge, filter, parts) : tailOfTopic(source, filter, parts)
}

/** Also of a run that is over: the engine remembers the last messages of every wire. */
function tailOfWire(edge: string, filter: string, { runs, engine }: MessagesParts): Tail | null {
  const { status } = runs.getState()
  if (!status) return null
  const params = { runId: status.runId, edge, filter: filter || undefined, maxRowsPerSecond: rowsPerSecond }
  return createTail((on) => engine.open('tap', params, on))
}

function tailOfTopic(
  { connection, topic, from }: Extract<MessageSource, { kind: 'topic' }>,
  filter: string,
  { documents, engine }: MessagesParts,
): Tail {
  const params = {
    connection: connectionFor(documents.getState().document, connection),
    topic,
    from,
    filter: filter || undefined,
    maxRowsPerSecond: rowsPerSecond,
  }
  return createTail((on) => engine.open('tail', params, on))
}

/** A connection as the engine wants it: parameters put in, secrets by name. */
export function connectionFor(document: GraphDocument, name: string): unknown {
  const bare = { ...document, nodes: [], edges: [] }
  return (resolveWithoutSecrets(bare).document ?? document).connections[name]
}

function sameSource(a: MessageSource, b: MessageSource | null): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

function sourceKey(source: MessageSource): string {
  return source.kind === 'wire' ? source.edge : `${source.connection} ${source.topic}`
}
