import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hasEnded } from '../../shared/run/status.ts'
import { type Death, Fate } from './testing/fate.ts'
import { createManualClock, settle } from './testing/manual-clock.ts'
import { type ScriptedStore, scriptedStore, storeFull } from './testing/scripted-store.ts'
import { type Subscription, subscription } from './testing/subscription.ts'
import { sink, stateful, step, tinyRunner } from './testing/tiny-operators.ts'

/**
 * A run dies again and again, at any effect it has on the world, before or after it; each time another begins over the same store
 * and the same subscription. In the end every state must be what it is without any death, and every message delivered.
 */

const keys = ['a', 'b', 'c']
/** An epoch is full with eight of these: many epochs in few messages. */
const size = 8 * 1024 * 1024

const count = stateful('count', { cardinality: 'one' }, () => ({
  onMessage(_key, state, message, emit) {
    void emit('out', message)
    return ((state as number | undefined) ?? 0) + 1
  },
}))

/** Gathers until 50 ms have passed or four have come, and never forgets how many there were. */
const gather = stateful('gather', {}, (_config, ports) => {
  type State = { list: unknown[]; total: number; at: number }
  return {
    onMessage(key, state, message, emit) {
      const { list, total } = (state as State | undefined) ?? { list: [], total: 0 }
      const longer = [...list, message.value]
      if (longer.length < 4) return { list: longer, total: total + 1, at: ports.now() }
      void emit('out', ports.create(longer, { key }))
      return { list: [], total: total + 1, at: Number.POSITIVE_INFINITY }
    },
    wakeAt: (state) => (state as State).at + 50,
    onTimer(key, state, _now, emit) {
      const { list, total } = state as State
      if (list.length > 0) void emit('out', ports.create(list, { key }))
      return { list: [], total, at: Number.POSITIVE_INFINITY }
    },
  }
})

interface World {
  readonly source: Subscription
  readonly store: ScriptedStore
  readonly delivered: Set<unknown>
  readonly path: readonly string[]
}

/** One life. Resolves when it has died, or when everything is acknowledged and it was drained. */
async function live(world: World, death: Death | null, failures: number): Promise<void> {
  const fate = new Fate(death)
  const { source, store, delivered, path } = world
  source.guard = (effect) => fate.guard(effect)
  let left = failures
  store.before = () => {
    if (left-- > 0) throw storeFull()
  }
  const mortal = {
    ...store,
    commit: (epoch: Parameters<ScriptedStore['commit']>[0]) => fate.guard(() => store.commit(epoch)),
  }
  const clock = createManualClock()
  const after = (ms: number) => new Promise<void>((resolve) => clock.after(ms, resolve))
  const slow = step('slow', { async: true }, async (message, emit) => {
    await after(((message.value as number) % 5) * 30)
    await emit('out', message)
  })
  const deliver = (value: unknown) => {
    for (const each of [value].flat()) delivered.add(each)
  }
  const write = sink('write', async ({ value }) => {
    await after(40)
    await fate.guard(() => deliver(value))
  })
  const ids = ['read', ...path, 'write']
  const { pipeline } = await tinyRunner(source.operator, count, gather, slow, write).startGraph(
    {
      nodes: ids.map((id, index) => ({ id: `${id}${index}`, operator: id === 'read' ? 'subscribed' : id })),
      edges: ids.slice(1).map((id, index) => `${ids[index]}${index}.out>${id}${index + 1}.in`),
      settings: { maxInFlight: 20 },
    },
    { clock, world: { state: mortal } },
  )
  const isDone = () => fate.isDead || hasEnded(pipeline.state)
  for (let turns = 0; turns < 6 && !isDone(); turns++) {
    await settle()
    await clock.advance(400)
  }
  const ended = isDone() ? pipeline.stop() : pipeline.drain()
  while (!isDone()) {
    await settle()
    await clock.advance(400)
  }
  if (fate.isDead) await pipeline.stop()
  await ended
}

const death = fc.record({
  step: fc.integer({ min: 1, max: 60 }),
  when: fc.constantFrom('before' as const, 'after' as const),
})
const path = fc.constantFrom(
  ['count'],
  ['slow', 'count'],
  ['count', 'slow'],
  ['count', 'gather'],
  ['slow', 'count', 'slow'],
  ['count', 'slow', 'gather'],
  ['slow', 'gather'],
)

const deaths = fc.asyncProperty(
  path,
  fc.array(fc.constantFrom(...keys), { minLength: 1, maxLength: 70 }),
  fc.array(fc.record({ death, failures: fc.nat({ max: 2 }) }), { maxLength: 5 }),
  async (steps, sent, lives) => {
    const messages = sent.map((key, value) => ({ key, value, size }))
    const world = { source: subscription(messages), store: scriptedStore(), delivered: new Set<unknown>(), path: steps }
    for (const { death, failures } of lives) await live(world, death, failures)
    await live(world, null, 0)

    const expected = Object.fromEntries(
      Object.entries(Object.groupBy(sent, (key) => key)).map(([key, all]) => [key, all?.length]),
    )
    for (const [index, id] of steps.entries()) {
      const states = world.store.states(`${id}${index + 1}:${id}`)
      if (id === 'count') expect(states).toEqual(expected)
      if (id === 'gather') expect(mapValues(states, (state) => (state as { total: number }).total)).toEqual(expected)
    }
    const waiting = steps.flatMap((id, index) =>
      id === 'gather'
        ? Object.values(world.store.states(`${id}${index + 1}:${id}`)).flatMap(
            (state) => (state as { list: unknown[] }).list,
          )
        : [],
    )
    expect(new Set([...world.delivered, ...waiting]).size).toBe(sent.length)
    expect(new Set(world.source.acked).size).toBe(sent.length)
  },
)

function mapValues(of: Record<string, unknown>, map: (value: unknown) => unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(of).map(([key, value]) => [key, map(value)]))
}

test('whenever a run dies, the next ones count every message once and lose none', { timeout: 300_000 }, async () => {
  await fc.assert(deaths, { seed: 20_261, numRuns: 150 })
})
