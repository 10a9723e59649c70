import { writeSync } from 'node:fs'
import type { Consumer, Delivery, OutgoingMessage, Producer } from '../../../engine/ports.ts'
import { openEmbeddedBroker } from '../embedded-broker.ts'

/**
 * A process that is made to be killed: `node hammer.ts DIRECTORY FIRST_NUMBER` sends numbers as fast as they are confirmed
 * and acknowledges two thirds of what comes back. A line on stdout says what was confirmed, written before anything else
 * happens: `open`, `sent NUMBER ID`, `acked NUMBER`. When it cannot open the directory it prints `refused` and the Failure.
 */
export const hammered = 'hammered'
export const subscriptionOfHammer = 'hammer'
const inFlight = 50

async function hammer(directory: string, first: number): Promise<void> {
  const broker = await openEmbeddedBroker({ directory, clock }).catch((error) => {
    say(`refused ${JSON.stringify(error.failure)}`)
    process.exit(1)
  })
  const place = { topics: [hammered], initialPosition: 'Earliest' } as const
  await (await broker.subscribe({ ...place, subscription: 'keeps-them', type: 'Exclusive' })).close()
  const consumer = await broker.subscribe({ ...place, subscription: subscriptionOfHammer, type: 'Shared' })
  const producer = await broker.produce({ topic: hammered })
  say('open')
  let next = first
  const lane = async () => {
    for (;;) await send(producer, next++)
  }
  await Promise.all([acknowledgeSome(consumer), ...Array.from({ length: inFlight }, lane)])
}

async function send(producer: Producer, number: number): Promise<void> {
  say(`sent ${number} ${await producer.send(outgoing(String(number)))}`)
}

async function acknowledgeSome(consumer: Consumer): Promise<void> {
  for (;;) {
    const chosen = (await consumer.pull(100)).filter((delivery) => numberOf(delivery) % 3 !== 0)
    await consumer.ack(chosen.map((delivery) => delivery.id))
    for (const delivery of chosen) say(`acked ${numberOf(delivery)}`)
    await clock.yield()
  }
}

/** The number in a message of the hammer. */
export function numberOf(delivery: Delivery): number {
  return Number(Buffer.from(delivery.payload).toString())
}

function outgoing(text: string): OutgoingMessage {
  const payload = Buffer.from(text)
  return { payload, key: null, orderingKey: null, properties: {}, eventTime: null, sequenceId: null, deliverAt: null }
}

/** At once and whole: a line that was not written was not confirmed. */
function say(line: string): void {
  writeSync(1, `${line}\n`)
}

const clock = {
  now: Date.now,
  after(ms: number, callback: () => void) {
    const timer = setTimeout(callback, ms)
    return () => clearTimeout(timer)
  },
  yield: () => new Promise<void>((resolve) => setImmediate(resolve)),
}

if (process.argv[1] === import.meta.filename) await hammer(process.argv[2]!, Number(process.argv[3]))
