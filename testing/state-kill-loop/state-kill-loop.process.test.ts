import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openEmbeddedBroker } from '../../main/brokers/embedded/embedded-broker.ts'
import { nodeClock } from '../../main/runner/node-clock.ts'
import { openState } from '../../main/world/world.ts'
import { killLoop } from '../kill-loop/kill-loop.ts'
import { seededRandom } from '../kill-loop/seeded-random.ts'
import { keepWhole } from '../kill-loop/whole-topic.ts'
import { countDocument, countsName, inputTopic, outputTopic, pipelineId } from './count-document.ts'

/**
 * kill -9 of `sluice run` in the middle of 20,000 messages that a stateful step counts by key, on the durable embedded broker; in
 * the long form 60 kills in 60,000. Green: every count is exact, no message is left out and none is counted twice, and every
 * count was written. Under the sabotage "acknowledge before the state is saved" the same loop must come out short, or it proves
 * nothing.
 */
const isLong = process.env.SLUICE_TEST_LONG === '1'
const messages = isLong ? 60_000 : 20_000
const killsWanted = isLong ? 60 : 20
const rate = 800
const keys = 50
const seed = 20_262
let directory: string

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sluice-state-kill-'))
})
afterEach(() => rm(directory, { recursive: true, force: true }))

describe(`a counting pipeline killed with kill -9 in the middle of ${messages} messages`, () => {
  it(`has every count exact after ${killsWanted} kills`, { timeout: killsWanted * 20_000 }, async () => {
    const { counts, written, repeated } = await run('at-least-once', messages, killsWanted)
    process.stderr.write(
      `state kill loop, seed ${seed}: ${sum(counts)} counted, ${repeated} came again and were recognised\n`,
    )
    expect(counts).toEqual(expectedCounts(messages))
    for (const [key, count] of counts) {
      expect([...(written.get(key) ?? [])].toSorted((a, b) => a - b)).toEqual(
        Array.from({ length: count }, (_, index) => index + 1),
      )
    }
  })

  it('comes out short under the sabotage "acknowledge before the state is saved"', { timeout: 300_000 }, async () => {
    const { counts } = await run('at-most-once', 8_000, 5)
    process.stderr.write(`sabotaged state kill loop, seed ${seed}: ${sum(counts)} of 8000 counted\n`)
    expect(sum(counts)).toBeLessThan(8_000)
  })
})

async function run(delivery: 'at-least-once' | 'at-most-once', count: number, kills: number) {
  const dataDirectory = join(directory, 'data')
  const file = join(directory, 'count.sluice.json')
  await writeFile(file, JSON.stringify(countDocument(delivery, rate)))
  await send(dataDirectory, count)
  const { report } = await killLoop({
    file,
    dataDirectory,
    kills,
    random: seededRandom(seed),
    linesBeforeKill: { least: 2, most: 16 },
  })
  const repeated = report.nodes.read?.dropped.repeated ?? 0
  return { counts: await countsIn(dataDirectory), written: await countsWritten(dataDirectory), repeated }
}

function expectedCounts(count: number): Map<string, number> {
  const share = count / keys
  return new Map(Array.from({ length: keys }, (_, key) => [`key-${key}`, share]))
}

function sum(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((total, each) => total + each, 0)
}

/** Fills the input; the output is kept whole, or the broker would delete its oldest messages. */
async function send(directory: string, count: number): Promise<void> {
  const broker = await openEmbeddedBroker({ directory, clock: nodeClock })
  for (const topic of [inputTopic, outputTopic]) await keepWhole(broker, topic)
  const producer = await broker.produce({ topic: inputTopic })
  const none = { orderingKey: null, properties: {}, eventTime: null, sequenceId: null, deliverAt: null }
  const sends = Array.from({ length: count }, (_, index) =>
    producer.send({ payload: Buffer.from(String(index)), key: `key-${index % keys}`, ...none }),
  )
  await Promise.all(sends)
  await broker.close()
}

async function countsIn(directory: string): Promise<Map<string, number>> {
  const store = await openState(directory, pipelineId)
  const saved = await store.load(countsName)
  await store.close()
  const counts = saved.map(({ key, state }): [string, number] => [key, Number(state)])
  return new Map(counts.toSorted(([one], [other]) => Number(one.slice(4)) - Number(other.slice(4))))
}

/** Every count that was written, by key. */
async function countsWritten(directory: string): Promise<Map<string, Set<number>>> {
  const broker = await openEmbeddedBroker({ directory, clock: nodeClock })
  const reader = await broker.read({ topic: outputTopic, from: 'earliest' })
  const written = new Map<string, Set<number>>()
  for (let batch = await reader.pull(1_000); batch.length > 0; batch = await reader.pull(1_000)) {
    for (const { key, payload } of batch) {
      const counts = written.get(key as string) ?? new Set()
      written.set(key as string, counts.add(Number(Buffer.from(payload).toString())))
    }
  }
  await broker.close()
  return written
}
