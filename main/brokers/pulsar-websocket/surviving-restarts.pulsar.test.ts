import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { type RealPulsar, startRealPulsar } from '../../../testing/real-pulsar/real-pulsar.ts'
import type {} from '../../../testing/real-pulsar/shared-broker.ts'
import type { Broker, Consumer, Producer } from '../../engine/ports.ts'
import { outgoing, textOf } from '../testing/scene.ts'
import { silentLog } from '../testing/silent-log.ts'
import { openWebSocketBroker } from './websocket-broker.ts'

const shared = inject('realPulsar')
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** Keeps 200 numbers on their way until it is told to stop. What is confirmed is in `confirmed`; a refusal ends it. */
class Sending {
  readonly confirmed = new Set<number>()
  readonly #done: Promise<unknown>
  #next = 0
  #stopped = false

  constructor(producer: Producer) {
    this.#done = Promise.all(Array.from({ length: 200 }, () => this.#lane(producer)))
    // Told by `stop`; a test that fails before has its own reason.
    this.#done.catch(() => {})
  }

  async #lane(producer: Producer): Promise<void> {
    while (!this.#stopped) {
      const number = this.#next++
      await producer.send(outgoing(String(number)))
      this.confirmed.add(number)
    }
  }

  /** Resolves when what is on its way has come to its end. */
  async stop(): Promise<void> {
    this.#stopped = true
    await this.#done
  }
}

/** Acknowledges whatever comes; remembers what came first, in that order. */
class Receiving {
  readonly seen = new Set<number>()
  readonly #done: Promise<void>
  #stopped = false

  constructor(consumer: Consumer) {
    this.#done = this.#run(consumer)
  }

  async #run(consumer: Consumer): Promise<void> {
    while (!this.#stopped) {
      const deliveries = await consumer.pull(500)
      for (const delivery of deliveries) this.seen.add(Number(textOf(delivery)))
      await consumer.ack(deliveries.map((delivery) => delivery.id))
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true
    await this.#done
  }
}

async function waitFor(condition: () => boolean, limitMs: number): Promise<void> {
  const deadline = Date.now() + limitMs
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`Not within ${limitMs} ms.`)
    await pause(50)
  }
}

/** Waits until 3,000 more were confirmed, and 3,000 more received; how soon is a matter of `testing/pulsar-faults`. */
async function bothGrow(sending: Sending, receiving: Receiving): Promise<void> {
  const [sent, seen] = [sending.confirmed.size, receiving.seen.size]
  await waitFor(() => sending.confirmed.size > sent + 3_000 && receiving.seen.size > seen + 3_000, 60_000)
}

describe.skipIf('reason' in shared)('a real Pulsar that is killed and started again', () => {
  let pulsar: RealPulsar
  let broker: Broker
  beforeAll(async () => {
    pulsar = await startRealPulsar()
    broker = openWebSocketBroker({ webServiceUrl: pulsar.webServiceUrl, log: silentLog })
  })
  afterAll(async () => {
    await broker.close()
    await pulsar.kill()
    await pulsar.stop()
  })

  it('loses no confirmed message, in order, twice over, and traffic comes back by itself', async () => {
    const options = {
      topics: ['restarts'],
      subscription: 'sub',
      type: 'Exclusive',
      initialPosition: 'Earliest',
    } as const
    const receiving = new Receiving(await broker.subscribe(options))
    const sending = new Sending(await broker.produce({ topic: 'restarts', sendTimeoutMs: 180_000 }))
    const missing = () => [...sending.confirmed].filter((number) => !receiving.seen.has(number))
    try {
      await bothGrow(sending, receiving)
      for (const _ of [1, 2]) {
        await pulsar.kill()
        await pulsar.restart()
        await bothGrow(sending, receiving)
      }
      await sending.stop()
      await waitFor(() => missing().length === 0, 20_000).catch(() => {})
    } finally {
      await receiving.stop()
    }
    expect(missing()).toEqual([])
    expect([...receiving.seen]).toEqual([...receiving.seen].toSorted((a, b) => a - b))
    console.info(`${sending.confirmed.size} confirmed, 0 missing.`)
  }, 240_000)
})
