import { FailureError, fail, toFailure } from '../../../shared/ipc/failure.ts'
import type { Message } from '../../../shared/message.ts'
import type { ConfigOf } from '../../../shared/operators/define.ts'
import type { TextTemplate } from '../../../shared/operators/lib/expression.ts'
import { createLinearMatcher, type LinearMatcher } from '../../../shared/operators/lib/regex/linear-matcher.ts'
import { fullTopicName } from '../../../shared/operators/lib/topic-name.ts'
import type { spec } from '../../../shared/operators/pulsar-dynamic-sink.ts'
import { isTransient } from '../ports.ts'
import type { HostedPorts, SinkRun } from './contract.ts'
import { producerOptions, toOutgoing, toProduceOptions } from './producer-options.ts'
import { TopicLanes } from './topic-lanes.ts'
import { refuseUnsupported } from './transport-options.ts'

/** Messages of all topics together that are sent and not confirmed, at most. */
const maxPending = 10_000
/** Messages of one topic that wait while it is away, at most; more go to `errors`, so that one topic cannot fill the pipeline. */
const maxWaitingPerTopic = 1_000
/** Codes of what the sink's own rules keep out. */
const rejections: readonly string[] = ['SLUICE-TOPIC-DENIED', 'SLUICE-TOPIC-LIMIT']

const topicForm = /^(persistent|non-persistent):\/\/[-=:.\w]+\/[-=:.\w]+\/[^/\s]+$/

/** Writes each message to the topic it chooses; a message is done on the broker's receipt. */
export const run: SinkRun<typeof spec> = (config, ports) => {
  const options = producerOptions(config)
  const topics = new TopicChoice(config, ports)
  const away = new Map<string, number>()
  let stopClosing = () => {}
  const lanes = new TopicLanes({
    open: async (topic) => (await ports.broker(config.connection)).produce(toProduceOptions(topic, options)),
    maxProducers: config.maxProducers,
    maxPending: options.maxPendingMessages,
    now: () => ports.now(),
    reasonFor,
    written(topic) {
      if (away.size > 0) away.delete(topic)
      ports.countTopic(topic)
    },
  })

  function closeIdleLater(): void {
    stopClosing = ports.after(config.idleCloseMs, () => {
      lanes.closeIdle(ports.now() - config.idleCloseMs)
      closeIdleLater()
    })
  }

  /** A topic that has been away for too long is no longer waited for. */
  function reasonFor(topic: string, thrown: unknown): unknown {
    const failure = toFailure(thrown)
    if (!isTransient(failure)) return thrown
    const since = away.get(topic) ?? ports.now()
    away.set(topic, since)
    if (ports.now() - since < config.giveUpMs) return thrown
    const seconds = Math.round((ports.now() - since) / 1_000)
    return new FailureError({
      ...failure,
      code: 'SLUICE-TOPIC-AWAY',
      message: `The topic ${topic} could not be written for ${seconds} s: ${failure.message}`,
    })
  }

  return {
    maxPending,
    maxWaitingPerLane: maxWaitingPerTopic,
    async open() {
      const { capabilities } = await ports.broker(config.connection)
      refuseUnsupported(capabilities.transport, 'producer', config.producer, ports)
      closeIdleLater()
    },
    onMessage: (message) => lanes.send(topics.of(message), toOutgoing(message, ports.text)),
    portFor: ({ code }) => (rejections.includes(code) ? 'rejected' : 'errors'),
    lane: (message) => topics.laneOf(message),
    flush: () => lanes.flush(),
    async close() {
      stopClosing()
      await lanes.close()
    },
  }
}

/** Which topic a message goes to, by its full name. */
class TopicChoice {
  private readonly template: TextTemplate | null
  private readonly allowed: LinearMatcher | null
  private readonly config: ConfigOf<typeof spec>
  private readonly known = new Set<string>()
  /** Full names of known topics, by what messages call them. */
  private readonly names = new Map<string, string>()

  constructor(config: ConfigOf<typeof spec>, ports: HostedPorts) {
    this.config = config
    this.template = config.topic === '' ? null : ports.template(config.topic)
    this.allowed = config.allow === '' ? null : createLinearMatcher(`^(?:${config.allow})$`)
  }

  /** Throws what keeps the message from going anywhere. */
  of(message: Message): string {
    const text = this.textOf(message)
    const name = this.names.get(text)
    if (name !== undefined) return name
    if (text.trim() === '') throw noTopic(this.template !== null)
    const topic = fullTopicName(text)
    if (!this.known.has(topic)) this.letIn(topic, text)
    this.names.set(text, topic)
    return topic
  }

  /** Called while a topic is away, for all messages; what has no topic has failed before. */
  laneOf(message: Message): string {
    try {
      const text = this.textOf(message)
      return this.names.get(text) ?? fullTopicName(text)
    } catch {
      return ''
    }
  }

  private textOf(message: Message): string {
    return this.template === null ? (message.topic ?? '') : this.template.render(message)
  }

  private letIn(topic: string, text: string): void {
    const { allow, maxTopics } = this.config
    if (!topicForm.test(topic)) {
      throw fail(
        'SLUICE-TOPIC-NAME',
        `"${text}" is no topic name: no spaces, and a slash only between tenant, namespace and topic.`,
      )
    }
    if (this.allowed?.test(topic) === false) {
      throw fail('SLUICE-TOPIC-DENIED', `The topic ${topic} is not among the allowed ones (${allow}).`)
    }
    if (this.known.size >= maxTopics) {
      throw fail('SLUICE-TOPIC-LIMIT', `${maxTopics} topics are written already; ${topic} would be one more.`)
    }
    this.known.add(topic)
  }
}

function noTopic(hasTemplate: boolean): FailureError {
  const advice = hasTemplate
    ? 'The template gave an empty text.'
    : 'Put a Set message step before, or give the sink a template.'
  return fail('SLUICE-TOPIC-EMPTY', `The message asks for no topic. ${advice}`)
}
