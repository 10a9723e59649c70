import type { Broker, Capabilities, Logger, ProduceOptions, ReadOptions, SubscribeOptions } from '../../engine/ports.ts'
import { createEarliestSubscription } from '../admin/earliest-subscription.ts'
import { type PlacesInTopic, placesInTopic } from '../admin/places-in-topic.ts'
import { restAdmin } from '../admin/rest-admin.ts'
import { openRestClient, type RestClient } from '../admin/rest-client.ts'
import { alreadyClosed } from '../failures.ts'
import { FairPull } from '../fair-pull.ts'
import { checkedMessageId } from '../message-id.ts'
import { OpenParts } from '../open-parts.ts'
import { noSecurity, type Security } from '../security/security.ts'
import { partitionTopicName } from '../topic-name.ts'
import { checkedWebServiceUrl, type FullTopic, hostAndPort, readTopic } from '../web-service.ts'
import { WebSocketConsumer } from './consumer.ts'
import { ConsumerFeed } from './consumer-feed.ts'
import { WebSocketProducer } from './producer.ts'
import { consumerQuery, producerQuery, producerWindow, readerQuery, shareQueue } from './queries.ts'
import { startOfReader } from './read-position.ts'
import { WebSocketReader } from './reader.ts'
import { ReaderFeed } from './reader-feed.ts'
import type { SocketTarget } from './reconnecting-socket.ts'
import { socketUrl } from './socket-url.ts'
import { defaultTimings, type Timings } from './timings.ts'

/**
 * Pulsar over its WebSocket and admin REST APIs. This file puts the parts together; `reconnecting-socket.ts` keeps a
 * connection alive, `consumer-feed.ts`, `producer.ts` and `reader-feed.ts` say what goes over it.
 */
export interface WebSocketBrokerOptions {
  /** `http(s)://host:port` of a broker with `webSocketServiceEnabled=true`, or of a WebSocket proxy. */
  readonly webServiceUrl: string
  /** Default: no credentials, and what the machine trusts. */
  readonly security?: Security
  readonly log: Logger
  readonly timings?: Partial<Timings>
}

/** What the API can do. Ordering keys and sequence ids are left out by it, cumulative acks it does not have. */
export const webSocketCapabilities: Capabilities = {
  transport: 'websocket',
  subscriptionTypes: ['Exclusive', 'Shared', 'Failover', 'KeyShared'],
  cumulativeAck: false,
  topicsPattern: true,
  orderingKey: false,
  sequenceId: false,
  deliverAt: true,
}

/** Opens nothing yet: each consumer, producer and reader has a socket of its own. Throws `SLUICE-SERVICE-URL`. */
export function openWebSocketBroker(options: WebSocketBrokerOptions): Broker {
  return new WebSocketBroker(options)
}

class WebSocketBroker implements Broker {
  readonly capabilities = webSocketCapabilities
  readonly #webServiceUrl: string
  readonly #security: Security
  readonly #timings: Timings
  readonly #log: Logger
  readonly #rest: RestClient
  readonly #places: PlacesInTopic
  readonly #parts = new OpenParts()
  #closed = false

  constructor({ webServiceUrl, security = noSecurity, log, timings }: WebSocketBrokerOptions) {
    this.#webServiceUrl = checkedWebServiceUrl(webServiceUrl)
    this.#security = security
    this.#timings = { ...defaultTimings, ...timings }
    this.#log = log
    this.#rest = openRestClient({ webServiceUrl: this.#webServiceUrl, security })
    this.#places = placesInTopic(this.#rest)
  }

  async subscribe(options: SubscribeOptions): Promise<WebSocketConsumer> {
    this.#refuseWhenClosed()
    const { topics, initialPosition, subscription } = options
    return this.#parts.open(
      new WebSocketConsumer({
        topics,
        initialPosition,
        createFeeds: (names, position, arrived) =>
          this.#consumerFeeds(names, { ...options, initialPosition: position }, arrived),
        subject: `The consumer of "${subscription}"`,
        idlePullMs: this.#timings.idlePull,
      }),
    )
  }

  async produce(options: ProduceOptions): Promise<WebSocketProducer> {
    this.#refuseWhenClosed()
    const { name, topic } = readTopic(options.topic)
    const { sendTimeoutMs = 30_000 } = options
    const url = socketUrl(this.#webServiceUrl, 'producer', name, producerQuery(options, sendTimeoutMs))
    const target = { ...this.#attempt(`the producer of ${topic}`, 'SLUICE-PRODUCER-BUSY'), url: () => url }
    const settings = { topic, sendTimeoutMs, window: producerWindow(options) }
    return this.#parts.open(new WebSocketProducer(settings, target, this.#timings, this.#log))
  }

  async read({ topic, from, receiverQueueSize }: ReadOptions): Promise<WebSocketReader> {
    this.#refuseWhenClosed()
    const feeds: ReaderFeed[] = []
    const puller = new FairPull(feeds, this.#timings.idlePull)
    const parts = await this.#partsToRead(readTopic(topic).topic, from)
    const opening = parts.map((part) => this.#readerFeed(part, from, receiverQueueSize, () => puller.wake()))
    feeds.push(...(await Promise.all(opening)))
    this.#refuseWhenClosed()
    return this.#parts.open(new WebSocketReader(feeds, puller))
  }

  admin() {
    return restAdmin(this.#rest)
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#rest.close()
    await this.#parts.close()
  }

  async #createEarliest(topics: readonly FullTopic[], subscription: string): Promise<void> {
    const { firstConnect } = this.#timings
    const creating = topics.map(({ name }) => createEarliestSubscription(this.#rest, name, subscription, firstConnect))
    await Promise.all(creating)
    this.#refuseWhenClosed()
  }

  async #consumerFeeds(
    names: readonly string[],
    options: SubscribeOptions,
    arrived: () => void,
  ): Promise<readonly ConsumerFeed[]> {
    this.#refuseWhenClosed()
    const topics = names.map((topic) => readTopic(topic))
    if (options.initialPosition === 'Earliest') await this.#createEarliest(topics, options.subscription)
    return topics.map((topic) => this.#consumerFeed(topic, options, arrived))
  }

  #consumerFeed({ name, topic }: FullTopic, options: SubscribeOptions, arrived: () => void): ConsumerFeed {
    const { subscription, receiverQueueSize } = options
    const url = socketUrl(this.#webServiceUrl, 'consumer', name, consumerQuery(options), subscription)
    const subject = `the subscription "${subscription}" of ${topic}`
    const target = { ...this.#attempt(subject, 'SLUICE-SUBSCRIPTION-BUSY'), url: () => url }
    const feedOptions = { topic, window: shareQueue(receiverQueueSize).here, arrived }
    return new ConsumerFeed(feedOptions, target, this.#timings, this.#log)
  }

  async #readerFeed(topic: string, from: ReadOptions['from'], queueSize: number | undefined, arrived: () => void) {
    const { name } = readTopic(topic)
    const url = (place: string) => socketUrl(this.#webServiceUrl, 'reader', name, readerQuery(place, queueSize))
    const start = await startOfReader(from, topic, this.#places)
    const target = this.#attempt(`a reader of ${topic}`, 'SLUICE-TOPIC-BUSY')
    return new ReaderFeed({ topic, from: start, url, arrived }, target, this.#timings, this.#log)
  }

  /** A message id is a place in one partition, so only that one is read. */
  async #partsToRead(topic: string, from: ReadOptions['from']): Promise<readonly string[]> {
    const id = typeof from === 'object' && 'messageId' in from ? checkedMessageId(from.messageId) : null
    const count = await this.#places.partitions(topic)
    if (count === 0) return [topic]
    if (id) return [partitionTopicName(topic, Math.max(0, id.partition))]
    return Array.from({ length: count }, (_, partition) => partitionTopicName(topic, partition))
  }

  #attempt(subject: string, busyCode: string): Omit<SocketTarget, 'url'> {
    return { subject, address: hostAndPort(this.#webServiceUrl), busyCode, security: this.#security }
  }

  #refuseWhenClosed(): void {
    if (this.#closed) throw alreadyClosed(`The connection to ${hostAndPort(this.#webServiceUrl)}`)
  }
}
