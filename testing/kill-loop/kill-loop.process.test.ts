import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openEmbeddedBroker } from '../../main/brokers/embedded/embedded-broker.ts'
import { nodeClock } from '../../main/runner/node-clock.ts'
import { verify } from '../verifier/ledger-verifier.ts'
import { type NumberedMessage, numberedMessage } from '../verifier/numbered-message.ts'
import { killLoop } from './kill-loop.ts'
import { inputTopic, outputTopic, relayDocument } from './relay-document.ts'
import { seededRandom } from './seeded-random.ts'
import { keepWhole, readWhole } from './whole-topic.ts'

/**
 * kill -9 of `sluice run` in the middle of 20,000 messages, on the durable embedded broker; in the long form 100 kills in
 * 100,000. Green: nothing lost, and each kill turns a key back at most once. Under the sabotage "acknowledge on receipt" the
 * same loop must lose messages, or it proves nothing.
 */
const isLong = process.env.SLUICE_TEST_LONG === '1'
const messages = isLong ? 100_000 : 20_000
const killsWanted = isLong ? 100 : 20
const maxInFlight = 400
/** Settled, but not yet acknowledged: acknowledgements go out in groups of up to this many. */
const ackGroup = 1_000
const seed = 20_261
let directory: string

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sluice-kill-'))
})
afterEach(() => rm(directory, { recursive: true, force: true }))

describe(`a pipeline killed with kill -9 in the middle of ${messages} messages`, () => {
  it(`loses nothing in ${killsWanted} kills, and repeats no more than was in flight or waiting to be acknowledged`, {
    timeout: killsWanted * 12_000,
  }, async () => {
    const { verdict, kills } = await run('at-least-once', killsWanted)
    process.stderr.write(`kill loop, seed ${seed}, ${kills} kills: ${JSON.stringify(verdict)}\n`)
    expect(verdict).toMatchObject({ sent: messages, lost: 0, outOfOrder: 0, corrupted: 0, foreign: 0 })
    expect(verdict.duplicated).toBeLessThanOrEqual(kills * (maxInFlight + ackGroup))
    expect(verdict.rewinds).toBeLessThanOrEqual(kills)
  })

  it('loses messages under the sabotage "acknowledge on receipt"', { timeout: 300_000 }, async () => {
    const { verdict, kills } = await run('at-most-once', 6)
    process.stderr.write(`sabotaged kill loop, seed ${seed}, ${kills} kills: ${JSON.stringify(verdict)}\n`)
    expect(verdict.lost).toBeGreaterThan(0)
  })
})

async function run(delivery: 'at-least-once' | 'at-most-once', kills: number) {
  const dataDirectory = join(directory, 'data')
  const file = join(directory, 'relay.sluice.json')
  await writeFile(file, JSON.stringify(relayDocument(delivery, maxInFlight)))
  const sent = await send(dataDirectory)
  const result = await killLoop({
    file,
    dataDirectory,
    kills,
    random: seededRandom(seed),
    linesBeforeKill: { least: 1, most: 9 },
  })
  return { kills: result.kills, verdict: verify(sent, await receive(dataDirectory)) }
}

/** Fills the input; both topics are kept whole, or the broker would delete the oldest messages beyond 100,000. */
async function send(directory: string): Promise<NumberedMessage[]> {
  const broker = await openEmbeddedBroker({ directory, clock: nodeClock })
  for (const topic of [inputTopic, outputTopic]) await keepWhole(broker, topic)
  const producer = await broker.produce({ topic: inputTopic })
  const sent = Array.from({ length: messages }, (_, sequence) => numberedMessage(sequence, 50))
  await Promise.all(
    sent.map((message) =>
      producer.send({
        payload: Buffer.from(JSON.stringify(message)),
        key: message.key,
        orderingKey: null,
        properties: {},
        eventTime: null,
        sequenceId: null,
        deliverAt: null,
      }),
    ),
  )
  await broker.close()
  return sent
}

async function receive(directory: string): Promise<Uint8Array[]> {
  const broker = await openEmbeddedBroker({ directory, clock: nodeClock })
  const payloads = await readWhole(broker, outputTopic)
  await broker.close()
  return payloads
}
