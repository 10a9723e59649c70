import { fail } from '../../../shared/ipc/failure.ts'
import type { Broker, Delivery, OutgoingMessage, ProduceOptions, SubscribeOptions } from '../ports.ts'

/** A broker that hands out what it was given and notes what it was asked, for tests of sources and sinks. */
export interface ScriptedBroker extends Broker {
  readonly subscribed: SubscribeOptions[]
  readonly produced: ProduceOptions[]
  readonly sent: OutgoingMessage[]
  readonly acked: unknown[]
  readonly nacked: unknown[]
  /** Topics added to consumers. */
  readonly added: string[]
  readonly closed: string[]
}

export interface ScriptedBrokerOptions {
  readonly deliveries?: readonly Delivery[]
  /** Answers a send; the default confirms it. */
  readonly onSend?: (message: OutgoingMessage, number: number) => Promise<string>
}

export function createScriptedBroker({ deliveries = [], onSend }: ScriptedBrokerOptions = {}): ScriptedBroker {
  const notes = {
    subscribed: [] as SubscribeOptions[],
    produced: [] as ProduceOptions[],
    sent: [] as OutgoingMessage[],
    acked: [] as unknown[],
    nacked: [] as unknown[],
    added: [] as string[],
    closed: [] as string[],
  }
  const waiting = [...deliveries]
  const close = (what: string) => async () => void notes.closed.push(what)
  const absent = () => fail('SLUICE-INTERNAL', 'The scripted broker does not have this.')
  return {
    ...notes,
    capabilities: {
      transport: 'embedded',
      subscriptionTypes: ['Exclusive', 'Shared', 'Failover', 'KeyShared'],
      cumulativeAck: true,
      topicsPattern: true,
      orderingKey: true,
      sequenceId: true,
      deliverAt: true,
    },
    async subscribe(options) {
      notes.subscribed.push(options)
      let wake = () => {}
      return {
        pull: async (max) => {
          if (waiting.length === 0) await new Promise<void>((resolve) => (wake = resolve))
          return waiting.splice(0, max)
        },
        ack: async (ids) => void notes.acked.push(...ids),
        nack: (ids) => void notes.nacked.push(...ids),
        add: async (topics) => void notes.added.push(...topics),
        close: async () => {
          wake()
          notes.closed.push('consumer')
        },
      }
    },
    async produce(options) {
      notes.produced.push(options)
      return {
        topic: options.topic,
        send: (message) => {
          notes.sent.push(message)
          return onSend?.(message, notes.sent.length) ?? Promise.resolve(String(notes.sent.length))
        },
        flush: async () => {},
        close: close('producer'),
      }
    },
    read: () => Promise.reject(absent()),
    admin: () => {
      throw absent()
    },
    close: close('broker'),
  }
}
