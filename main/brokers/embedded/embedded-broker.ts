import { type FailureError, fail } from '../../../shared/ipc/failure.ts'
import type { Broker, Capabilities, Clock, SubscribeOptions } from '../../engine/ports.ts'
import { alreadyClosed } from '../failures.ts'
import { type Database, openDatabase } from './database.ts'
import { lockDirectory } from './directory-lock.ts'
import { createEmbeddedAdmin } from './embedded-admin.ts'
import { EmbeddedConsumer, type OpenSubscriptions } from './embedded-consumer.ts'
import { EmbeddedProducer } from './embedded-producer.ts'
import { EmbeddedReader } from './embedded-reader.ts'
import { Expiry } from './expiry.ts'
import { GroupCommit } from './group-commit.ts'
import { defaultRetention, type Retention } from './retention.ts'
import { openSubscriptionStore } from './subscription.ts'
import { openLogStore } from './topic-log.ts'
import { TopicWriters } from './topic-writers.ts'
import { Topics } from './topics.ts'

export interface EmbeddedBrokerOptions {
  /** Where messages are kept, made when it is not there; absent keeps them in memory, until `close`. */
  readonly directory?: string
  readonly clock: Clock
  /** What a topic keeps beyond what subscriptions still need. */
  readonly retention?: Partial<Retention>
}

const capabilities: Capabilities = {
  transport: 'embedded',
  subscriptionTypes: ['Exclusive', 'Shared', 'Failover', 'KeyShared'],
  cumulativeAck: false,
  topicsPattern: true,
  orderingKey: true,
  sequenceId: false,
  deliverAt: true,
}

/**
 * Opens a broker inside the process, with Pulsar's semantics: logs and cursors in one SQLite file, everything confirmed only
 * after it is on the disk. Reading order of this folder: topic-log (what is stored), cursor and subscription (what is
 * acknowledged), the two dispatchers (who gets what), group-commit (when it is on the disk), retention (what is kept).
 *
 * A directory is held by one broker at a time: a second one, in this process or another, is refused with
 * `SLUICE-DATA-IN-USE`. Rejects with `SLUICE-DATA-FORMAT`, `SLUICE-DATA-BROKEN` or `SLUICE-BROKER-BUSY` when the store cannot be opened.
 */
export async function openEmbeddedBroker(options: EmbeddedBrokerOptions): Promise<Broker> {
  const directory = options.directory ?? null
  const lock = directory === null ? null : lockDirectory(directory)
  try {
    const database = openDatabase(directory)
    return createBroker(database, options, () => lock?.release())
  } catch (error) {
    lock?.release()
    throw error
  }
}

interface Closable {
  close(): Promise<void>
}

function createBroker(database: Database, options: EmbeddedBrokerOptions, release: () => void): Broker {
  const { clock } = options
  const commits = new GroupCommit(database, clock)
  const topics = new Topics({
    database,
    logs: openLogStore(database.sql, { ...defaultRetention, ...options.retention }),
    subscriptions: openSubscriptionStore(database.sql, commits, clock),
  })
  const expiry = new Expiry(database, clock, () => topics.all())
  const writers = new Map<string, TopicWriters>()
  const opened = new Set<Closable>()
  let closing: Promise<void> | null = null

  const openTopics = (): Topics => {
    if (closing !== null) throw alreadyClosed('The embedded broker')
    return topics
  }
  /** What is open when the broker closes is closed with it. */
  const keep = <Part extends Closable>(make: (onClose: () => void) => Part): Part => {
    const part = make(() => opened.delete(part))
    opened.add(part)
    return part
  }
  const subscriptionsFor = (wanted: SubscribeOptions): OpenSubscriptions => {
    return (names, initialPosition, own) => {
      const wantedTopics = names.map((topic) => openTopics().open(topic))
      const partitions = [...new Set(wantedTopics.flatMap((topic) => topic.partitions))].filter((partition) => {
        const existing = partition.subscriptions.get(wanted.subscription)
        return existing === undefined || !own.has(existing)
      })
      for (const { subscriptions } of partitions) subscriptions.get(wanted.subscription)?.refuseUnlessFree(wanted)
      return partitions.map((one) => one.subscription(wanted.subscription, initialPosition))
    }
  }
  const writersOf = (topic: string): TopicWriters => {
    const known = writers.get(topic) ?? new TopicWriters(topic)
    writers.set(topic, known)
    return known
  }
  const closeAll = async (): Promise<void> => {
    await Promise.all([...opened].map((part) => part.close()))
    expiry.close()
    commits.close()
    database.close()
    release()
  }

  return {
    capabilities,
    async subscribe(wanted) {
      openTopics()
      const open = compacting(wanted, subscriptionsFor(wanted))
      return keep((onClose) => new EmbeddedConsumer(open, wanted, commits, clock, onClose))
    },
    async produce(wanted) {
      const topic = openTopics().open(wanted.topic)
      const writing = writersOf(topic.name)
      const producer = keep((onClose) => {
        const leave = (closed: EmbeddedProducer, failure: FailureError) => {
          onClose()
          writing.leave(closed, failure)
        }
        return new EmbeddedProducer(topic, wanted, commits, clock, leave)
      })
      return admitted(producer, writing)
    },
    async read(wanted) {
      const topic = openTopics().open(wanted.topic)
      return keep((onClose) => new EmbeddedReader(topic, wanted.from, clock, onClose))
    },
    admin: () => createEmbeddedAdmin({ topics: openTopics, writersOf, expiry, clock }),
    close() {
      closing ??= closeAll()
      return closing
    },
  }
}

/** Resolves when the producer may write; closes it when it may not. */
async function admitted(producer: EmbeddedProducer, writers: TopicWriters): Promise<EmbeddedProducer> {
  try {
    await writers.enter(producer)
    return producer
  } catch (error) {
    await producer.close()
    throw error
  }
}

/** With `readCompacted`, every subscription passes by what newer messages have made obsolete before it is read. */
function compacting({ readCompacted, type }: SubscribeOptions, open: OpenSubscriptions): OpenSubscriptions {
  if (!readCompacted) return open
  if (type !== 'Exclusive' && type !== 'Failover') {
    throw fail('SLUICE-BROKER-REFUSED', `readCompacted goes with Exclusive and Failover, not with ${type}.`)
  }
  return (...asked) => {
    const subscriptions = open(...asked)
    // What is not on the disk after a crash is found again.
    for (const subscription of subscriptions) subscription.skipSuperseded().catch(() => {})
    return subscriptions
  }
}
