import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Broker } from '../../main/engine/ports.ts'
import { keepWhole } from '../kill-loop/whole-topic.ts'
import { installRealPulsar } from '../real-pulsar/install.mjs'
import { type RealPulsar, startRealPulsar } from '../real-pulsar/real-pulsar.ts'
import { verify } from '../verifier/ledger-verifier.ts'
import { Load } from './load.ts'
import { RelayUnderFaults } from './relay-under-faults.ts'
import { openBroker, readAll, unload, untilDone, untilFlowing } from './scene.ts'

/**
 * A pipeline by `sluice run` on a real Pulsar, under load, while topics are unloaded and the broker is killed with kill -9 and started
 * again: 5 unloads and 2 kills, in the long form 20 and 10. Nothing is lost or out of order, and nobody helps it on its feet. A second
 * pipeline that goes through the same kills without waiting for receipts must lose messages, or the kills prove nothing.
 */
const isLong = process.env.SLUICE_TEST_LONG === '1'
const unloads = isLong ? 20 : 5
const kills = isLong ? 10 : 2
const messagesPerSecond = 1_000
/** From the fault's end until messages are read and written again, the 200 ms that each is held included. The short form may run where cores are slow. */
const backWithinMs = isLong ? 3_000 : 8_000

const installed = await installRealPulsar()
if (!installed.ok) console.warn(`No real Pulsar, its tests are skipped: ${installed.reason}`)

describe.skipIf(!installed.ok)('a pipeline on a real Pulsar', () => {
  let pulsar: RealPulsar
  let broker: Broker
  let folder: string

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sluice-faults-'))
    pulsar = await startRealPulsar()
    broker = openBroker(pulsar)
  })
  afterAll(async () => {
    await broker?.close()
    await pulsar?.kill()
    await pulsar?.stop()
    await rm(folder, { recursive: true })
  })

  const started: { relays: RelayUnderFaults[]; loads: Load[] } = { relays: [], loads: [] }
  afterEach(async () => {
    for (const load of started.loads.splice(0)) load.stop().catch(() => {})
    await Promise.all(started.relays.splice(0).map((relay) => relay.kill()))
  })

  async function startRelay(name: string, topics: { input: string; output: string }, more: object = {}) {
    const options = { name, subscriptionType: 'Exclusive', ...topics, ...more } as const
    const relay = await RelayUnderFaults.start(folder, pulsar, options)
    started.relays.push(relay)
    return relay
  }

  async function startLoad(topic: string): Promise<Load> {
    const load = new Load(await broker.produce({ topic, sendTimeoutMs: 120_000 }), messagesPerSecond)
    started.loads.push(load)
    return load
  }

  it(`loses nothing in ${unloads} unloads of its topics, and is back by itself each time`, {
    timeout: 60_000 + unloads * 10_000,
  }, async () => {
    const topics = { input: 'unloaded-in', output: 'unloaded-out' }
    await broker.admin().createTopic(topics.input, 3)
    for (const topic of Object.values(topics)) await keepWhole(broker, topic)
    const relay = await startRelay('unloaded', topics, { subscriptionType: 'KeyShared' })
    const load = await startLoad(topics.input)
    const back: number[] = []
    await untilFlowing(relay)
    for (let number = 0; number < unloads; number++) {
      if (number % 3 !== 1) await unload(pulsar, topics.input)
      if (number % 3 !== 0) await unload(pulsar, topics.output)
      back.push(await untilFlowing(relay))
    }
    await load.stop()
    await untilDone(broker, relay)
    const { ledger, exit } = await relay.stop()
    const verdict = verify(load.sent, await readAll(broker, topics.output))
    print(`${unloads} unloads`, verdict, back)
    expect(verdict).toMatchObject({ lost: 0, outOfOrder: 0, corrupted: 0, foreign: 0 })
    expect({ ...ledger, exit }).toMatchObject({ balanced: true, returned: 0, inFlight: 0, exit: 0 })
    expect(Math.max(...back)).toBeLessThanOrEqual(backWithinMs)
  })

  it(`loses nothing in ${kills} kills of the broker, and is back by itself each time; without receipts it would`, {
    timeout: 60_000 + kills * 60_000,
  }, async () => {
    const honest = { input: 'killed-in', output: 'killed-out' }
    const sabotaged = { input: 'killed-in', output: 'sabotaged-out' }
    for (const topic of ['killed-in', 'killed-out', 'sabotaged-out']) await keepWhole(broker, topic)
    const [relay, sabotage] = await Promise.all([
      startRelay('killed', honest),
      startRelay('sabotaged', sabotaged, { skipsReceipt: true }),
    ])
    const load = await startLoad('killed-in')
    const back: number[] = []
    await Promise.all([untilFlowing(relay), untilFlowing(sabotage)])
    for (let number = 0; number < kills; number++) {
      await pulsar.kill()
      await pulsar.restart()
      back.push(await untilFlowing(relay))
    }
    await load.stop()
    await Promise.all([untilDone(broker, relay), untilDone(broker, sabotage)])
    await sabotage.kill()
    const { ledger, exit } = await relay.stop()
    const verdict = verify(load.sent, await readAll(broker, honest.output))
    print(`${kills} kills`, verdict, back)
    expect(verdict).toMatchObject({ lost: 0, outOfOrder: 0, corrupted: 0, foreign: 0 })
    expect({ ...ledger, exit }).toMatchObject({ balanced: true, returned: 0, inFlight: 0, exit: 0 })
    expect(Math.max(...back)).toBeLessThanOrEqual(backWithinMs)
    const without = verify(load.sent, await readAll(broker, sabotaged.output))
    print(`${kills} kills, sabotage "skip the receipt"`, without)
    expect(without.lost).toBeGreaterThan(0)
  })
})

function print(what: string, verdict: object, back: readonly number[] = []): void {
  const times = back.length > 0 ? `, back after ${back.join(', ')} ms` : ''
  process.stderr.write(`${what}: ${JSON.stringify(verdict)}${times}\n`)
}
