import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openEmbeddedBroker } from '../../main/brokers/embedded/embedded-broker.ts'
import type { Broker } from '../../main/engine/ports.ts'
import { outgoing } from '../../main/engine/testing/broker-contract/traffic.ts'
import { liveClock } from '../../main/engine/testing/live-clock.ts'
import { verify } from '../verifier/ledger-verifier.ts'
import { type NumberedMessage, numberedMessage } from '../verifier/numbered-message.ts'
import { keepWhole, readWhole } from './whole-topic.ts'

const topic = 't'
const sent = Array.from({ length: 100 }, (_, sequence) => numberedMessage(sequence, 4))
/** As a pipeline writes that was killed after its 14th message, before anything was acknowledged. */
const written = [...sent.slice(0, 14), ...sent]
let broker: Broker

beforeEach(async () => {
  broker = await openEmbeddedBroker({ clock: liveClock, retention: { messages: 102 } })
})
afterEach(() => broker.close())

async function write(messages: readonly NumberedMessage[]): Promise<void> {
  const producer = await broker.produce({ topic })
  await Promise.all(messages.map((message) => producer.send(outgoing(JSON.stringify(message), { key: message.key }))))
}

async function whatIsStored(): Promise<Uint8Array[]> {
  const deliveries = await (await broker.read({ topic, from: 'earliest' })).pull(1_000)
  return deliveries.map((delivery) => delivery.payload)
}

describe('a topic that is read whole', () => {
  it('has every message written since it was kept, however many a broker keeps of its own accord', async () => {
    await keepWhole(broker, topic)
    await write(written)
    const verdict = verify(sent, await readWhole(broker, topic))
    expect(verdict).toMatchObject({ lost: 0, duplicated: 14, outOfOrder: 0 })
  })

  it('is refused when it was not kept, for what is left of it accuses a pipeline that did nothing wrong', async () => {
    await write(written)
    expect(verify(sent, await whatIsStored())).toMatchObject({ lost: 0, outOfOrder: 6 })
    await expect(readWhole(broker, topic)).rejects.toThrow('t was not kept')
  })

  it('is refused when it is kept too late', async () => {
    await write(written)
    await expect(keepWhole(broker, topic)).rejects.toThrow('t has 102 messages already')
  })

  it('may be empty', async () => {
    await keepWhole(broker, topic)
    expect(await readWhole(broker, topic)).toEqual([])
  })
})
