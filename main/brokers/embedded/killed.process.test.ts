import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Broker, Consumer, Delivery, Reader } from '../../engine/ports.ts'
import { liveClock } from '../../engine/testing/live-clock.ts'
import { openEmbeddedBroker } from './embedded-broker.ts'
import { hammered, numberOf, subscriptionOfHammer } from './testing/hammer.ts'

const script = join(import.meta.dirname, 'testing/hammer.ts')
const seed = 20_261_124

interface Hammer {
  readonly process: ChildProcess
  /** Everything it said, line by line, complete after `ended`. */
  lines(): string[]
  readonly ended: Promise<unknown>
}

let directory: string
let hammers: Hammer[]

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sluice-killed-'))
  hammers = []
})

afterEach(async () => {
  for (const hammer of hammers) await kill(hammer)
  await rm(directory, { recursive: true, force: true })
})

function startHammer(first: number): Hammer {
  const child = spawn(process.execPath, [script, directory, String(first)], { stdio: ['ignore', 'pipe', 'inherit'] })
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (chunk) => {
    text += chunk
  })
  const hammer = { process: child, lines: () => text.split('\n').slice(0, -1), ended: once(child, 'close') }
  hammers.push(hammer)
  return hammer
}

async function kill(hammer: Hammer): Promise<void> {
  if (hammer.process.exitCode === null) hammer.process.kill('SIGKILL')
  await hammer.ended
}

async function untilItSays(hammer: Hammer, word: string): Promise<void> {
  await expect.poll(() => hammer.lines().find((line) => line.startsWith(word)), { timeout: 20_000 }).toBeDefined()
}

/** Uniform in [0, 1), the same for the same seed (mulberry32). */
function createRandom(start: number): () => number {
  let state = start
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

function open(): Promise<Broker> {
  return openEmbeddedBroker({ directory, clock: liveClock })
}

async function take(source: Consumer | Reader, count: number): Promise<Delivery[]> {
  const taken: Delivery[] = []
  while (taken.length < count) taken.push(...(await source.pull(5_000)))
  return taken
}

describe('a broker whose process is killed', () => {
  it('has every confirmed message and acknowledgement, after ten kills', async () => {
    const random = createRandom(seed)
    const sent = new Map<number, string>()
    const acked = new Set<number>()
    for (let round = 0; round < 10; round += 1) {
      const hammer = startHammer(round * 1_000_000)
      await untilItSays(hammer, 'sent')
      await pause(20 + random() * 200)
      await kill(hammer)
      for (const [word, number, id] of hammer.lines().map((line) => line.split(' '))) {
        if (word === 'sent') sent.set(Number(number), id!)
        if (word === 'acked') acked.add(Number(number))
      }
      await expectConfirmed(sent, acked)
    }
    expect(sent.size).toBeGreaterThan(500)
    expect(acked.size).toBeGreaterThan(100)
    console.log(`seed ${seed}: ${sent.size} confirmed, ${acked.size} acknowledged, 10 kills, 0 lost`)
  })

  it('leaves its directory to the next one at once', async () => {
    const hammer = startHammer(0)
    await untilItSays(hammer, 'open')
    await kill(hammer)
    await (await open()).close()
  })
})

/** Opens the directory and compares: all confirmed messages under their ids, in order; nothing acknowledged comes again. */
async function expectConfirmed(sent: ReadonlyMap<number, string>, acked: ReadonlySet<number>): Promise<void> {
  const broker = await open()
  const stats = await broker.admin().topicStats(hammered)
  const stored = await take(await broker.read({ topic: hammered, from: 'earliest' }), stats.messages!)
  const ids = new Map(stored.map((delivery) => [numberOf(delivery), delivery.messageId]))
  expect([...sent].filter(([number, id]) => ids.get(number) !== id)).toEqual([])
  expect(ids.size).toBe(stored.length)
  const numbers = stored.map(numberOf)
  expect(numbers).toEqual([...numbers].sort((a, b) => a - b))

  const place = { topics: [hammered], subscription: subscriptionOfHammer, type: 'Exclusive' } as const
  const consumer = await broker.subscribe({ ...place, initialPosition: 'Earliest' })
  const { backlog } = stats.subscriptions.find((one) => one.name === subscriptionOfHammer)!
  const again = (await take(consumer, backlog)).map(numberOf)
  expect(again.filter((number) => acked.has(number))).toEqual([])
  const comesAgain = new Set(again)
  expect(numbers.filter((number) => number % 3 === 0 && !comesAgain.has(number))).toEqual([])
  await broker.close()
}

describe('a data directory', () => {
  it('is refused while another process holds it, naming that process and what to do', async () => {
    const hammer = startHammer(0)
    await untilItSays(hammer, 'open')
    await expect(open()).rejects.toMatchObject({
      failure: {
        code: 'SLUICE-DATA-IN-USE',
        message: `The data directory ${directory} is in use by process ${hammer.process.pid}. Stop that one first, or give this one a directory of its own with --data.`,
      },
    })
  })

  it('is refused to another process while this one holds it', async () => {
    const broker = await open()
    const hammer = startHammer(0)
    await hammer.ended
    expect(hammer.lines()).toHaveLength(1)
    expect(hammer.lines()[0]).toContain('SLUICE-DATA-IN-USE')
    expect(hammer.lines()[0]).toContain(`process ${process.pid}`)
    await broker.close()
  })
})
