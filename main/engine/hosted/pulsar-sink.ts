import { fail } from '../../../shared/ipc/failure.ts'
import { fullTopicName } from '../../../shared/operators/lib/topic-name.ts'
import type { spec } from '../../../shared/operators/pulsar-sink.ts'
import type { Producer } from '../ports.ts'
import type { SinkRun } from './contract.ts'
import { producerOptions, toOutgoing, toProduceOptions } from './producer-options.ts'
import { refuseUnsupported } from './transport-options.ts'

/** Writes to one topic; a message is done on the broker's receipt. */
export const run: SinkRun<typeof spec> = (config, ports) => {
  const options = producerOptions(config)
  const topic = fullTopicName(config.topic)
  let opening: Promise<Producer> | null = null
  let producer: Producer | null = null
  let pending = 0

  return {
    // The engine waits at `maxPending`; when it must not wait, it goes on and meets a full queue.
    maxPending: options.blockIfQueueFull ? options.maxPendingMessages : Number.MAX_SAFE_INTEGER,
    async open() {
      const broker = await ports.broker(config.connection)
      refuseUnsupported(broker.capabilities.transport, 'producer', config.producer, ports)
      opening = broker.produce(toProduceOptions(config.topic, options))
      producer = await opening
    },
    onMessage(message) {
      if (message.topic !== null && message.topic !== config.topic && fullTopicName(message.topic) !== topic) {
        throw otherTopic(message.topic, config.topic)
      }
      if (pending >= options.maxPendingMessages) throw queueFull(config.topic, pending)
      const receipt = producer!.send(toOutgoing(message, ports.text))
      pending++
      return receipt
    },
    settled(_message, isWritten) {
      pending--
      if (isWritten) ports.countTopic(topic)
    },
    flush: async () => producer?.flush(),
    async close() {
      if (producer !== null) await producer.close()
      // One that still waits for its access goes as soon as it gets it.
      else opening?.then((late) => late.close()).catch(() => {})
    },
  }
}

function otherTopic(wanted: string, own: string) {
  return fail(
    'SLUICE-SINK-TOPIC',
    `The message asks for topic ${wanted}, but this sink writes to ${own} only. Take the topic off it, or send it to a sink for that topic.`,
  )
}

function queueFull(topic: string, pending: number) {
  return fail(
    'SLUICE-SINK-QUEUE-FULL',
    `${pending} messages to ${topic} wait for their receipt already. Turn on "Wait when full", or allow more pending messages.`,
  )
}
