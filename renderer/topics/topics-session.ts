import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import { messages } from '../messages/messages-session.ts'
import type { TopicStart } from '../messages/messages-store.ts'
import { attempt } from '../model/actions/parts.ts'
import { documents, home, notices, selection, view } from '../model/session.ts'
import { draftOf, firstDraft, type ProduceDraft } from './produce-draft.ts'
import { createTopicsStore, type TopicsState } from './topics-store.ts'

/** The topics view of this page. */
export const topics = createTopicsStore({ documents, engine: home.engine })

export function useTopics<T>(selector: (state: TopicsState) => T): T {
  return useStore(topics, selector)
}

export type TopicTab = 'overview' | 'produce' | 'schema'

/** What is shown of a topic, and what is being written by hand: the same for each topic that is looked at. */
export const sheet = createStore<{ readonly tab: TopicTab; readonly draft: ProduceDraft }>()(() => ({
  tab: 'overview',
  draft: firstDraft,
}))

/** What fails becomes a notice, and null. */
export function attemptHere<T>(work: () => Promise<T>): Promise<T | null> {
  return attempt({ notices }, work)
}

/** Shows a topic beside the canvas; what was selected on the canvas gives way. */
export function showTopic(topic: string): void {
  selection.getState().select({ topic })
}

/** Opens the messages of a topic in the dock. Consumes nothing. */
export function lookInto(topic: string, from: TopicStart): void {
  const { connection } = topics.getState()
  messages.getState().look({ kind: 'topic', connection, topic, from })
  view.getState().showDock('messages')
}

/** Puts a message of a topic into the form that writes it once more. */
export async function writeAgain(connection: string, topic: string, messageId: string): Promise<void> {
  const { connection: shown, choose } = topics.getState()
  if (shown !== connection) choose(connection)
  const reference = topics.getState().reference()
  const message = await attemptHere(() =>
    home.engine.call('readMessage', { connection: reference, topic, messageId, maxBytes: mostToEdit }),
  )
  if (message === null) return
  if (message.truncated) return notices.getState().warn('The message is too large to be edited here.')
  sheet.setState({ tab: 'produce', draft: draftOf(message) })
  view.getState().showInspector()
  showTopic(topic)
}

/** Bytes of a message that may be edited. */
const mostToEdit = 256 * 1024

/** Makes a topic in the namespace that is shown, unless its name says another, and shows it. Rejects with the broker's reason. */
export async function createTopic(name: string, partitions: number): Promise<void> {
  const { namespace, reference, refresh } = topics.getState()
  const topic = name.includes('://') ? name : `persistent://${namespace}/${name}`
  await home.engine.call('createTopic', { connection: reference(), topic, partitions })
  await refresh()
  sheet.setState({ tab: 'overview' })
  showTopic(topic)
}

export async function deleteTopic(topic: string): Promise<void> {
  const { reference, refresh } = topics.getState()
  await home.engine.call('deleteTopic', { connection: reference(), topic })
  selection.getState().clear()
  await refresh()
}

selection.subscribe(({ topic }) => topics.getState().select(topic))
