import type { Handlers } from '../../shared/ipc/contract.ts'
import type { engineContract } from '../../shared/ipc/engine-contract.ts'
import type { Admin } from '../engine/ports.ts'
import type { Borrow } from './borrow.ts'
import { readMessage } from './read-message.ts'

type Calls = Handlers<typeof engineContract>['calls']

/** The calls that look at and look after topics and subscriptions. */
export type TopicCalls = Pick<
  Calls,
  | 'brokerFacts'
  | 'tenants'
  | 'namespaces'
  | 'namespaceSettings'
  | 'changeNamespace'
  | 'topics'
  | 'topicStats'
  | 'topicSchema'
  | 'lastMessageIds'
  | 'createTopic'
  | 'deleteTopic'
  | 'unloadTopic'
  | 'terminateTopic'
  | 'createSubscription'
  | 'deleteSubscription'
  | 'backlog'
  | 'seekSubscription'
  | 'skipMessages'
  | 'clearBacklog'
  | 'expireMessages'
  | 'readMessage'
>

export function topicHandlers(borrow: Borrow): TopicCalls {
  const ask = <Result>(connection: unknown, question: (admin: Admin) => Promise<Result>): Promise<Result> =>
    borrow(connection, (broker) => question(broker.admin()))
  const tell = async (connection: unknown, order: (admin: Admin) => Promise<void>): Promise<Record<string, never>> => {
    await ask(connection, order)
    return {}
  }

  return {
    brokerFacts: ({ connection }) => ask(connection, (admin) => admin.brokerFacts()),
    tenants: ({ connection }) => ask(connection, (admin) => admin.tenants()),
    namespaces: ({ connection, tenant }) => ask(connection, (admin) => admin.namespaces(tenant)),
    namespaceSettings: ({ connection, namespace }) => ask(connection, (admin) => admin.namespaceSettings(namespace)),
    changeNamespace: ({ connection, namespace, settings }) =>
      tell(connection, (admin) => admin.changeNamespace(namespace, settings)),
    topics: ({ connection, namespace }) => ask(connection, (admin) => admin.topics(namespace)),
    topicStats: ({ connection, topic }) => ask(connection, (admin) => admin.topicStats(topic)),
    topicSchema: ({ connection, topic }) => ask(connection, (admin) => admin.schema(topic)),
    lastMessageIds: ({ connection, topic }) => ask(connection, (admin) => admin.lastMessageIds(topic)),
    createTopic: ({ connection, topic, partitions }) =>
      tell(connection, (admin) => admin.createTopic(topic, partitions)),
    deleteTopic: ({ connection, topic, force }) => tell(connection, (admin) => admin.deleteTopic(topic, force)),
    unloadTopic: ({ connection, topic }) => tell(connection, (admin) => admin.unload(topic)),
    terminateTopic: ({ connection, topic }) => tell(connection, (admin) => admin.terminate(topic)),
    createSubscription: ({ connection, topic, subscription, at }) =>
      tell(connection, (admin) => admin.createSubscription(topic, subscription, at)),
    deleteSubscription: ({ connection, topic, subscription, force }) =>
      tell(connection, (admin) => admin.deleteSubscription(topic, subscription, force)),
    backlog: ({ connection, topic, subscription }) => ask(connection, (admin) => admin.backlog(topic, subscription)),
    seekSubscription: ({ connection, topic, subscription, to }) =>
      ask(connection, (admin) => admin.seek(topic, subscription, to)),
    skipMessages: ({ connection, topic, subscription, count }) =>
      ask(connection, (admin) => admin.skip(topic, subscription, count)),
    clearBacklog: ({ connection, topic, subscription }) =>
      ask(connection, (admin) => admin.clearBacklog(topic, subscription)),
    expireMessages: ({ connection, topic, subscription, olderThanSeconds }) =>
      ask(connection, (admin) => admin.expire(topic, subscription, olderThanSeconds)),
    readMessage: ({ connection, topic, messageId, maxBytes }) =>
      borrow(connection, (broker) => readMessage(broker, topic, messageId, maxBytes)),
  }
}
