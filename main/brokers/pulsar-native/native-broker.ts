import type { PulsarConnection } from '../../../shared/graph/schema.ts'
import type {
  Admin,
  Broker,
  Capabilities,
  Logger,
  ProduceOptions,
  ReadOptions,
  SubscribeOptions,
} from '../../engine/ports.ts'
import { restAdmin } from '../admin/rest-admin.ts'
import { openRestClient } from '../admin/rest-client.ts'
import { alreadyClosed } from '../failures.ts'
import { OpenParts } from '../open-parts.ts'
import type { Security } from '../security/security.ts'
import { readTopic } from '../web-service.ts'
import type { ClientConfig, NativeClient, PulsarAddon } from './addon.ts'
import { clientConfig } from './client-config.ts'
import { closeClient, openClient } from './clients.ts'
import { PulsarConsumer } from './consumer.ts'
import { ConsumerFeed } from './consumer-feed.ts'
import type { NativeClientPackage } from './native-client.ts'
import { type NativeAttempt, nativeFailure } from './native-failures.ts'
import { consumerConfig, producerConfig, sendWindow } from './native-options.ts'
import { openReaderFeeds } from './open-reader-feeds.ts'
import { PulsarProducer } from './producer.ts'
import { PulsarReader } from './reader.ts'

/**
 * Pulsar over its binary protocol, by the package `pulsar-client`. Reading order: `addon.ts` (what of it is used), `native-client.ts`
 * (whether it loads), this file, `consumer-feed.ts`, `producer.ts`, `reader-feed.ts`. What the engine does itself on every transport
 * (dead letters, tries, patterns of topics) is not asked of the client.
 */
export interface NativeBrokerOptions {
  readonly connection: PulsarConnection
  /** For the admin API; `http(s)://host:port`. */
  readonly webServiceUrl: string
  readonly security: Security
  readonly log: Logger
  readonly native: NativeClientPackage
}

export const nativeCapabilities: Capabilities = {
  transport: 'native',
  subscriptionTypes: ['Exclusive', 'Shared', 'Failover', 'KeyShared'],
  cumulativeAck: true,
  topicsPattern: true,
  orderingKey: true,
  sequenceId: true,
  deliverAt: true,
}

/**
 * Loads the client; nothing is contacted yet. Rejects with `SLUICE-TRANSPORT-UNAVAILABLE` and `SLUICE-SERVICE-URL`. Only for the process
 * of the engine, and one thread of it: the addon keeps its objects in variables of the process.
 */
export async function openNativeBroker(options: NativeBrokerOptions): Promise<Broker> {
  const { connection, webServiceUrl, security, native } = options
  const addon = await native.load()
  clientConfig(addon, options)
  const rest = openRestClient({ webServiceUrl, security })
  return createNativeBroker(addon, {
    address: connection.serviceUrl.replace(/^.*?:\/\//, ''),
    config: () => clientConfig(addon, options),
    admin: restAdmin(rest, 'native'),
    log: options.log,
    closed: () => rest.close(),
  })
}

export interface NativeBrokerParts {
  /** Hosts and ports of the service URL, for sentences. */
  readonly address: string
  /** A new one at each call. */
  readonly config: () => ClientConfig
  readonly admin: Admin
  readonly log: Logger
  readonly closed: () => void
  readonly idlePullMs?: number
}

export function createNativeBroker(addon: PulsarAddon, parts: NativeBrokerParts): Broker {
  return new NativeBroker(addon, parts)
}

class NativeBroker implements Broker {
  readonly capabilities = nativeCapabilities
  readonly #addon: PulsarAddon
  readonly #options: NativeBrokerParts
  readonly #idlePullMs: number
  readonly #parts = new OpenParts()
  #client: NativeClient | null = null
  #closing: Promise<void> | null = null

  constructor(addon: PulsarAddon, options: NativeBrokerParts) {
    this.#addon = addon
    this.#options = options
    this.#idlePullMs = options.idlePullMs ?? 1_000
  }

  async subscribe(options: SubscribeOptions): Promise<PulsarConsumer> {
    this.#refuseWhenClosed()
    return this.#parts.open(
      new PulsarConsumer({
        topics: options.topics,
        initialPosition: options.initialPosition,
        fullName: (topic) => readTopic(topic).topic,
        openFeed: (topics, initialPosition, arrived) =>
          this.#openConsumer(topics, { ...options, initialPosition }, arrived),
        subject: `The consumer of "${options.subscription}"`,
        idlePullMs: this.#idlePullMs,
      }),
    )
  }

  async produce(options: ProduceOptions): Promise<PulsarProducer> {
    this.#refuseWhenClosed()
    const { topic } = readTopic(options.topic)
    const attempt = this.#attempt('producer', `the producer of ${topic}`)
    return this.#parts.open(
      new PulsarProducer({
        topic,
        address: this.#options.address,
        window: sendWindow(options),
        openNative: () => orFail(attempt, () => this.#use().createProducer(producerConfig(topic, options))),
      }),
    )
  }

  async read(options: ReadOptions): Promise<PulsarReader> {
    this.#refuseWhenClosed()
    const { topic } = readTopic(options.topic)
    const attempt = this.#attempt('other', `a reader of ${topic}`)
    const { log } = this.#options
    const client = this.#newClient()
    const openFeeds = openReaderFeeds({ ...options, topic }, { addon: this.#addon, client, log })
    return this.#parts.open(
      new PulsarReader({
        client,
        openFeeds: (feeds, arrived) => orFail(attempt, () => openFeeds(feeds, arrived)),
        idlePullMs: this.#idlePullMs,
      }),
    )
  }

  admin(): Admin {
    return this.#options.admin
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  /** Parts first: a consumer tells its last acks, a producer sends what it has. */
  async #close(): Promise<void> {
    this.#options.closed()
    await this.#parts.close()
    if (this.#client !== null) await closeClient(this.#client)
  }

  async #openConsumer(topics: readonly string[], options: SubscribeOptions, arrived: () => void) {
    this.#refuseWhenClosed()
    const attempt = this.#attempt('consumer', `the subscription "${options.subscription}" of ${topics.join(', ')}`)
    const consumer = await orFail(attempt, () => this.#use().subscribe(consumerConfig(topics, options)))
    const isCumulative = options.type === 'Exclusive' || options.type === 'Failover'
    return new ConsumerFeed(consumer, { topics, attempt, isCumulative, arrived, log: this.#options.log })
  }

  #use(): NativeClient {
    this.#client ??= this.#newClient()
    return this.#client
  }

  #newClient(): NativeClient {
    return openClient(this.#addon, this.#options.config(), this.#options.log)
  }

  #attempt(kind: NativeAttempt['kind'], subject: string): NativeAttempt {
    return { subject, address: this.#options.address, kind }
  }

  #refuseWhenClosed(): void {
    if (this.#closing !== null) throw alreadyClosed(`The connection to ${this.#options.address}`)
  }
}

async function orFail<T>(attempt: NativeAttempt, act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (thrown) {
    throw nativeFailure(attempt, thrown)
  }
}
