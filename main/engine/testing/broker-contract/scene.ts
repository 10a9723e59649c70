import type { Broker, Consumer, ProduceOptions, Producer, Reader, ReadPosition, SubscribeOptions } from '../../ports.ts'

/** Where one behaviour is tried: a broker, names that nobody else uses, and the opened parts that are closed afterwards. */
export interface Scene {
  readonly broker: Broker
  /** Full name of a topic that did not exist before. */
  topic(label?: string): string
  /** Exclusive from the earliest message unless the options say otherwise; subscription `sub`. */
  subscribe(topic: string | readonly string[], options?: Partial<SubscribeOptions>): Promise<Consumer>
  produce(topic: string, options?: Partial<ProduceOptions>): Promise<Producer>
  read(topic: string, from: ReadPosition): Promise<Reader>
  /** Another broker, opened as the first one was; closed afterwards. */
  openAnother(): Promise<Broker>
  /** Closes the broker and opens it again on the same data; `broker` is the new one from then on. */
  restart(): Promise<void>
  close(): Promise<void>
}

/** Hands a scene its broker and takes the new one after a restart. */
export interface BrokerHolder {
  broker: Broker
  open(): Promise<Broker>
  restart(broker: Broker): Promise<Broker>
}

const run = `${Date.now().toString(36)}${Math.floor(Math.random() * 46_656).toString(36)}`
let topics = 0

/** A name for a topic that no other test, run or file has used, even on a broker that outlives them. */
export function freshTopic(label = 'topic'): string {
  topics += 1
  return `persistent://public/default/contract-${label}-${run}-${topics}`
}

export function createScene(holder: BrokerHolder): Scene {
  const opened: { close(): Promise<void> }[] = []
  const keep = async <T extends { close(): Promise<void> }>(opening: Promise<T>): Promise<T> => {
    const part = await opening
    opened.push(part)
    return part
  }
  const close = async (): Promise<void> => {
    for (const part of opened.splice(0).reverse()) await part.close()
  }
  return {
    get broker() {
      return holder.broker
    },
    topic: freshTopic,
    subscribe: (topic, options) => keep(holder.broker.subscribe({ ...subscribeDefaults(topic), ...options })),
    produce: (topic, options) => keep(holder.broker.produce({ topic, ...options })),
    read: (topic, from) => keep(holder.broker.read({ topic, from })),
    openAnother: () => keep(holder.open()),
    async restart() {
      await close()
      holder.broker = await holder.restart(holder.broker)
    },
    close,
  }
}

function subscribeDefaults(topic: string | readonly string[]): SubscribeOptions {
  return {
    topics: typeof topic === 'string' ? [topic] : topic,
    subscription: 'sub',
    type: 'Exclusive',
    initialPosition: 'Earliest',
    negativeAckRedeliveryDelayMs: 200,
  }
}
