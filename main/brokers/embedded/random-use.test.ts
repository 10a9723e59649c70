import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Broker, Consumer, Delivery, SubscriptionType } from '../../engine/ports.ts'
import { outgoing, textOf } from '../../engine/testing/broker-contract/traffic.ts'
import { createManualClock } from '../../engine/testing/manual-clock.ts'
import { openEmbeddedBroker } from './embedded-broker.ts'

const seats = 3
const seat = fc.integer({ min: 0, max: seats - 1 })

/** What may happen, in any order. A seat is a place for one consumer. */
const steps = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({ step: fc.constant('send' as const), key: fc.constantFrom('a', 'b', 'c', 'd') }),
    },
    {
      weight: 4,
      arbitrary: fc.record({ step: fc.constant('pull' as const), seat, max: fc.integer({ min: 1, max: 4 }) }),
    },
    { weight: 3, arbitrary: fc.record({ step: fc.constant('ack' as const), seat, which: fc.nat(9) }) },
    { weight: 2, arbitrary: fc.record({ step: fc.constant('nack' as const), seat, which: fc.nat(9) }) },
    { weight: 2, arbitrary: fc.record({ step: fc.constant('sit' as const), seat }) },
    { weight: 1, arbitrary: fc.record({ step: fc.constant('leave' as const), seat }) },
    { weight: 1, arbitrary: fc.record({ step: fc.constant('restart' as const) }) },
  ),
  { minLength: 10, maxLength: 60 },
)
type Step = (typeof steps extends fc.Arbitrary<infer All> ? All : never) extends readonly (infer One)[] ? One : never

interface Seated {
  readonly consumer: Consumer
  /** Pulled and neither acknowledged nor nacked. */
  readonly held: Delivery[]
}

class Scene {
  readonly #type: SubscriptionType
  readonly #directory = mkdtempSync(join(tmpdir(), 'sluice-random-'))
  readonly #clock = createManualClock()
  readonly #seats: (Seated | null)[] = Array.from({ length: seats }, () => null)
  readonly #sent: string[] = []
  readonly #acked = new Set<string>()
  #broker!: Broker

  constructor(type: SubscriptionType) {
    this.#type = type
  }

  /** Takes all steps, then looks at what is left: after a restart, or by one of those who are there. */
  async run(all: readonly Step[], restarts: boolean): Promise<void> {
    try {
      await this.#open()
      for (const one of all) await this.#take(one)
      await (restarts ? this.#expectTheRest() : this.#workThrough())
    } finally {
      await this.#broker.close()
      rmSync(this.#directory, { recursive: true, force: true })
    }
  }

  async #open(): Promise<void> {
    this.#broker = await openEmbeddedBroker({
      directory: this.#directory,
      clock: this.#clock,
      retention: { messages: 3 },
    })
    await (await this.#subscribe(this.#type)).close()
  }

  #subscribe(type: SubscriptionType): Promise<Consumer> {
    const rest = { initialPosition: 'Earliest', receiverQueueSize: 3, negativeAckRedeliveryDelayMs: 500 } as const
    return this.#broker.subscribe({ topics: ['t'], subscription: 's', type, ...rest })
  }

  async #take(one: Step): Promise<void> {
    if (one.step === 'send') return this.#send(one.key)
    if (one.step === 'restart') return this.#restart()
    if (one.step === 'sit') return this.#sit(one.seat)
    const seated = this.#seats[one.seat]
    if (seated === null || seated === undefined) return
    if (one.step === 'pull') return this.#pull(seated, one.max)
    if (one.step === 'leave') {
      this.#seats[one.seat] = null
      return seated.consumer.close()
    }
    const [chosen] = seated.held.splice(one.which, 1)
    if (chosen === undefined) return
    if (one.step === 'nack') return seated.consumer.nack([chosen.id])
    await seated.consumer.ack([chosen.id])
    this.#acked.add(textOf(chosen))
  }

  async #send(key: string): Promise<void> {
    const text = `${key}${this.#sent.length}`
    await (await this.#broker.produce({ topic: 't' })).send(outgoing(text, { key }))
    this.#sent.push(text)
  }

  async #sit(at: number): Promise<void> {
    const taken = this.#seats.some((seated, index) => seated !== null && (this.#type === 'Exclusive' || index === at))
    if (!taken) this.#seats[at] = { consumer: await this.#subscribe(this.#type), held: [] }
  }

  async #pull(seated: Seated, max: number): Promise<void> {
    const [came] = await Promise.all([seated.consumer.pull(max), this.#clock.advance(1_000)])
    if (this.#type === 'KeyShared') this.#expectInOneHand(seated, came)
    seated.held.push(...came)
  }

  async #restart(): Promise<void> {
    this.#seats.fill(null)
    await this.#broker.close()
    expect(this.#clock.pending).toBe(0)
    await this.#open()
  }

  #expectInOneHand(seated: Seated, came: readonly Delivery[]): void {
    const others = this.#seats.flatMap((other) => (other === null || other === seated ? [] : other.held))
    const inOtherHands = new Set(others.map((delivery) => delivery.key))
    expect(came.filter((delivery) => inOtherHands.has(delivery.key)).map(textOf)).toEqual([])
  }

  /** After all that and a restart: exactly what was not acknowledged, in the order it was sent. */
  async #expectTheRest(): Promise<void> {
    await this.#restart()
    const consumer = await this.#subscribe('Exclusive')
    const expected = this.#sent.filter((text) => !this.#acked.has(text))
    const came: string[] = []
    for await (const delivery of this.#everythingFor(consumer)) came.push(textOf(delivery))
    expect(came).toEqual(expected)
  }

  /** All leave but one, who gets everything that was not acknowledged, whoever had it. */
  async #workThrough(): Promise<void> {
    for (let at = 0; at < seats; at += 1) await this.#sit(at)
    const [staying, ...leaving] = this.#seats.filter((seated) => seated !== null)
    for (const { consumer } of leaving) await consumer.close()
    const { consumer, held } = staying!
    consumer.nack(held.map((delivery) => delivery.id))
    for await (const delivery of this.#everythingFor(consumer)) {
      await consumer.ack([delivery.id])
      this.#acked.add(textOf(delivery))
    }
    expect([...this.#acked].sort()).toEqual([...this.#sent].sort())
  }

  async *#everythingFor(consumer: Consumer): AsyncGenerator<Delivery> {
    for (let empty = false; !empty; ) {
      const [pulled] = await Promise.all([consumer.pull(100), this.#clock.advance(1_000)])
      yield* pulled
      empty = pulled.length === 0
    }
  }
}

describe.each(['Exclusive', 'Failover', 'Shared', 'KeyShared'] as const)(
  'used at random as %s, with restarts',
  (type) => {
    it('gives again exactly what was not acknowledged', async () => {
      const property = fc.asyncProperty(steps, fc.boolean(), (all, restarts) => new Scene(type).run(all, restarts))
      await fc.assert(property, { seed: 20_261_124, numRuns: 40 })
    })
  },
)
