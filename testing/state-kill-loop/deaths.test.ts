import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openEmbeddedBroker } from '../../main/brokers/embedded/embedded-broker.ts'
import type { Broker, StateStore } from '../../main/engine/ports.ts'
import { type Death, Fate } from '../../main/engine/testing/fate.ts'
import { startGraph } from '../../main/engine/testing/harness.ts'
import { createManualClock, type ManualClock, settle } from '../../main/engine/testing/manual-clock.ts'
import { openState } from '../../main/world/world.ts'
import { hasEnded } from '../../shared/run/status.ts'
import { keepWhole, readWhole } from '../kill-loop/whole-topic.ts'
import { countDocument, countsName, inputTopic, outputTopic, pipelineId } from './count-document.ts'

/**
 * The counting pipeline on the embedded broker and its state in a file, both on the disk, dying at any effect it has on either,
 * before it or after: a send, an acknowledgement, a commit of an epoch. In the end every count is what it is without deaths.
 */

interface Machine {
  readonly directory: string
  readonly broker: Broker
  readonly clock: ManualClock
}

/** A broker whose user may die: it still can be closed, which gives back what was not acknowledged. */
function mortalBroker(broker: Broker, fate: Fate): Broker {
  const unlessDead = <Result>(work: Promise<Result>): Promise<Result> => (fate.isDead ? new Promise(() => {}) : work)
  return {
    ...broker,
    async subscribe(options) {
      const consumer = await broker.subscribe(options)
      return {
        pull: (max) => unlessDead(consumer.pull(max)),
        ack: (ids) => fate.guard(() => consumer.ack(ids), 'acknowledge'),
        nack: (ids) => consumer.nack(ids),
        add: (topics, position) => consumer.add(topics, position),
        close: () => consumer.close(),
      }
    },
    async produce(options) {
      const producer = await broker.produce(options)
      return {
        topic: producer.topic,
        send: (message) => fate.guard(() => producer.send(message), 'send'),
        flush: () => unlessDead(producer.flush()),
        close: () => producer.close(),
      }
    },
  }
}

function mortalStore(store: StateStore, fate: Fate): StateStore {
  return {
    contents: () => store.contents(),
    load: (node) => store.load(node),
    commit: (epoch) => fate.guard(() => store.commit(epoch), 'commit'),
    close: () => store.close(),
  }
}

/** One life. Resolves when it has died, or when nothing is left to do and it was drained. */
async function live({ directory, broker, clock }: Machine, death: Death | null): Promise<void> {
  const fate = new Fate(death)
  const store = mortalStore(await openState(directory, pipelineId), fate)
  const { nodes, edges, connections, settings } = countDocument('at-least-once', 40)
  const { pipeline } = await startGraph(
    {
      nodes,
      edges: edges.map(({ from, to }) => `${from}>${to}`),
      connections,
      settings: { ...settings, maxInFlight: 30 },
    },
    { broker: mortalBroker(broker, fate), clock, world: { state: store } },
  )
  const isDone = () => fate.isDead || hasEnded(pipeline.state)
  for (let idle = 0, before = -1; idle < 8 && !isDone(); idle++) {
    await settle()
    await clock.advance(250)
    const { received } = pipeline.snapshot().ledger
    if (received !== before) idle = 0
    before = received
  }
  const ended = isDone() ? pipeline.stop() : pipeline.drain()
  while (!isDone()) {
    await settle()
    await clock.advance(250)
  }
  if (fate.isDead) void pipeline.stop()
  for (let turns = 0; turns < 30; turns++) {
    await settle()
    await clock.advance(250)
  }
  await ended
}

async function send(broker: Broker, keys: readonly string[], clock: ManualClock): Promise<void> {
  const producer = await broker.produce({ topic: inputTopic })
  const none = { orderingKey: null, properties: {}, eventTime: null, sequenceId: null, deliverAt: null }
  const sent = Promise.all(keys.map((key) => producer.send({ payload: Buffer.from('x'), key, ...none })))
  await clock.advance(100)
  await sent
  await producer.close()
}

async function onMachine<Result>(work: (machine: Machine) => Promise<Result>): Promise<Result> {
  const directory = await mkdtemp(join(tmpdir(), 'sluice-deaths-'))
  const clock = createManualClock()
  const broker = await openEmbeddedBroker({ directory, clock })
  try {
    return await work({ directory, broker, clock })
  } finally {
    await broker.close()
    await rm(directory, { recursive: true, force: true })
  }
}

const key = fc.constantFrom('a', 'b', 'c')
const when = fc.constantFrom('before' as const, 'after' as const)
const death = fc.oneof(
  fc.record({ kind: fc.constant('send'), step: fc.integer({ min: 1, max: 60 }), when }),
  fc.record({ kind: fc.constantFrom('commit', 'acknowledge'), step: fc.integer({ min: 1, max: 3 }), when }),
)

test('whenever a counting pipeline dies, its counts are exact in the end', { timeout: 300_000 }, async () => {
  const lives = fc.asyncProperty(
    fc.array(key, { minLength: 20, maxLength: 150 }),
    fc.array(death, { minLength: 1, maxLength: 4 }),
    (keys, deaths) =>
      onMachine(async (machine) => {
        const { broker, clock, directory } = machine
        await keepWhole(broker, outputTopic)
        await send(broker, keys, clock)
        for (const each of [...deaths, null]) await live(machine, each)

        const expected = new Map(['a', 'b', 'c'].map((key) => [key, keys.filter((each) => each === key).length]))
        const store = await openState(directory, pipelineId)
        const counts = new Map((await store.load(countsName)).map(({ key, state }) => [key, Number(state)]))
        await store.close()
        for (const [key, count] of expected) expect([key, counts.get(key) ?? 0]).toEqual([key, count])
        const written = new Set((await readWhole(broker, outputTopic)).map((payload) => Number(Buffer.from(payload))))
        const most = Math.max(...expected.values())
        expect(written).toEqual(new Set(Array.from({ length: most }, (_, index) => index + 1)))
        const { subscriptions } = await broker.admin().topicStats(inputTopic)
        expect(subscriptions.find(({ name }) => name === 'counter')?.backlog).toBe(0)
      }),
  )
  await fc.assert(lives, { seed: 20_263, numRuns: 15 })
})
