import { FailureError } from '../../../../shared/ipc/failure.ts'
import type { Consumer, Delivery, OutgoingMessage, Producer, Reader } from '../../ports.ts'

/** How long a broker may take for what it promises, in milliseconds. Generous: a real one may be busy starting. */
export const patience = 15_000

const encoder = new TextEncoder()
const decoder = new TextDecoder()

export function outgoing(payload: string | Uint8Array, rest: Partial<OutgoingMessage> = {}): OutgoingMessage {
  return {
    payload: typeof payload === 'string' ? encoder.encode(payload) : payload,
    key: null,
    orderingKey: null,
    properties: {},
    eventTime: null,
    sequenceId: null,
    deliverAt: null,
    ...rest,
  }
}

/** Sends without waiting in between and resolves with the ids, in order. */
export function sendAll(producer: Producer, payloads: readonly string[], rest: Partial<OutgoingMessage> = {}) {
  return Promise.all(payloads.map((payload) => producer.send(outgoing(payload, rest))))
}

/** `numbered('m', 3)` is `m0, m1, m2`. */
export function numbered(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}${index}`)
}

export function textOf(delivery: Delivery): string {
  return decoder.decode(delivery.payload)
}

export function textsOf(deliveries: readonly Delivery[]): string[] {
  return deliveries.map(textOf)
}

/** Exactly `count` messages; fails with what came when they do not come in time. */
export async function take(from: Consumer | Reader, count: number, ms = patience): Promise<Delivery[]> {
  const taken: Delivery[] = []
  const deadline = Date.now() + ms
  while (taken.length < count) {
    if (Date.now() > deadline) throw new Error(`${count} messages expected, came: ${JSON.stringify(textsOf(taken))}`)
    taken.push(...(await from.pull(count - taken.length)))
  }
  return taken
}

/** The text of exactly `count` messages, unacknowledged. */
export async function takeTexts(from: Consumer | Reader, count: number): Promise<string[]> {
  return textsOf(await take(from, count))
}

/**
 * What comes to each of several, until `count` have come together, and for `ms` more: for proving that these come, and no others. Fewer
 * when they do not come in time.
 */
export async function takeTogether(
  from: readonly (Consumer | Reader)[],
  count: number,
  ms = 700,
): Promise<Delivery[][]> {
  const came = from.map((): Delivery[] => [])
  let deadline = Date.now() + patience
  const pullFrom = async (each: Consumer | Reader, taken: Delivery[]) => {
    while (Date.now() < deadline) {
      taken.push(...(await each.pull(100)))
      if (came.flat().length >= count) deadline = Math.min(deadline, Date.now() + ms)
    }
  }
  await Promise.all(from.map((each, index) => pullFrom(each, came[index]!)))
  return came
}

/** The same of one. */
export async function takeOnly(from: Consumer | Reader, count: number, ms?: number): Promise<Delivery[]> {
  return (await takeTogether([from], count, ms)).flat()
}

/** Everything that comes within `ms`; for proving that nothing does. */
export async function whatComesWithin(from: Consumer | Reader, ms = 700): Promise<Delivery[]> {
  const came: Delivery[] = []
  const deadline = Date.now() + ms
  while (Date.now() < deadline) came.push(...(await from.pull(100)))
  return came
}

export function acknowledge(consumer: Consumer, deliveries: readonly Delivery[]): Promise<void> {
  return consumer.ack(deliveries.map((delivery) => delivery.id))
}

/** Tries again until the expectation holds; for figures that a broker brings up to date when it finds the time. */
export async function eventually(expectation: () => Promise<void>): Promise<void> {
  const deadline = Date.now() + patience
  for (;;) {
    try {
      await expectation()
      return
    } catch (error) {
      if (Date.now() > deadline) throw error
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}

/** The code of the Failure that a promise rejects with; fails when it resolves or rejects with anything else. */
export async function failureCode(promise: Promise<unknown>): Promise<string> {
  const outcome = await promise.then(
    () => 'it resolved',
    (error: unknown) => (error instanceof FailureError ? error.failure.code : `no FailureError: ${String(error)}`),
  )
  return outcome
}
