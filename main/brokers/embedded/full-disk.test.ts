import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { numbered, outgoing, textsOf } from '../../engine/testing/broker-contract/traffic.ts'
import { createManualClock, type ManualClock } from '../../engine/testing/manual-clock.ts'
import { type Database, openDatabase } from './database.ts'
import { EmbeddedProducer } from './embedded-producer.ts'
import { EmbeddedReader } from './embedded-reader.ts'
import { GroupCommit } from './group-commit.ts'
import { openSubscriptionStore } from './subscription.ts'
import { openLogStore } from './topic-log.ts'
import { type Topic, Topics } from './topics.ts'

let directory: string
let database: Database
let clock: ManualClock
let topic: Topic
let producer: EmbeddedProducer

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'sluice-full-'))
  database = openDatabase(directory)
  clock = createManualClock()
  const commits = new GroupCommit(database, clock)
  topic = new Topics({
    database,
    logs: openLogStore(database.sql, { messages: 1_000, bytes: 100_000_000 }),
    subscriptions: openSubscriptionStore(database.sql, commits, clock),
  }).open('t')
  producer = new EmbeddedProducer(topic, { topic: 't' }, commits, clock, () => {})
})

afterEach(() => {
  database.close()
  rmSync(directory, { recursive: true, force: true })
})

const setLimit = (pages: number) => database.sql.exec(`PRAGMA max_page_count = ${pages}`)

/** Fills the disk with messages of 2,000 bytes; returns what was confirmed. */
async function sendUntilFull(): Promise<string[]> {
  setLimit(40)
  const padding = 'x'.repeat(2_000)
  const sends = numbered('m', 200).map((text) => producer.send(outgoing(`${text} ${padding}`)))
  const outcomes = Promise.allSettled(sends)
  await clock.advance(6_000)
  return (await outcomes).flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []))
}

describe('a broker on a full disk', () => {
  it('refuses what it could not store, as something to try again', async () => {
    setLimit(1)
    const sends = Promise.allSettled(numbered('m', 3).map(() => producer.send(outgoing(new Uint8Array(50_000)))))
    await clock.advance(6_000)
    const refused = { status: 'rejected', reason: { failure: { code: 'SLUICE-BROKER-BUSY' } } }
    expect(await sends).toMatchObject([refused, refused, refused])
  })

  it('shows exactly what it confirmed, and goes on without a gap when there is room', async () => {
    const confirmed: string[] = [await producer.send(outgoing('before'))]
    confirmed.push(...(await sendUntilFull()))
    setLimit(1_000_000)
    confirmed.push(await producer.send(outgoing('after')))
    const stored = await new EmbeddedReader(topic, 'earliest', clock, () => {}).pull(1_000)
    expect(stored.map((delivery) => delivery.messageId)).toEqual(confirmed)
    expect(textsOf(stored).at(-1)).toBe('after')
    expect(confirmed.at(-1)).toBe(`1:${confirmed.length - 1}:-1:-1`)
    expect(confirmed.length).toBeLessThan(200)
  })
})
