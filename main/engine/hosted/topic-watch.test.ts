import { describe, expect, it } from 'vitest'
import { fail } from '../../../shared/ipc/failure.ts'
import { parseTopicPattern } from '../../../shared/operators/lib/pulsar/topic-pattern.ts'
import type { Admin } from '../ports.ts'
import { createManualClock, turn } from '../testing/manual-clock.ts'
import { TopicWatch } from './topic-watch.ts'

const named = (...names: readonly string[]) => names.map((name) => `persistent://public/default/${name}`)

function setUp(topics: readonly string[]) {
  const clock = createManualClock()
  const state = { topics, added: [] as string[], warnings: [] as string[], refuses: null as string | null }
  const listTopics: Admin['listTopics'] = async () => state.topics
  const watch = new TopicWatch({
    admin: { listTopics } as Admin,
    pattern: parseTopicPattern('orders-.*'),
    ignores: (topic) => topic.endsWith('-DLQ'),
    async add(topic) {
      if (topic === state.refuses) throw fail('SLUICE-SUBSCRIPTION-BUSY', `${topic} is taken.`)
      state.added.push(topic)
    },
    everyMs: 1_000,
    ports: { after: clock.after, info: () => {}, warn: (message) => void state.warnings.push(message) },
  })
  const advance = async (ms: number) => {
    await clock.advance(ms)
    await turn()
  }
  return { watch, clock, state, advance }
}

describe('watching for topics', () => {
  it('begins with those that match, without those it is to ignore', async () => {
    const { watch } = setUp(named('orders-1', 'orders-1-s-DLQ', 'returns', 'orders-2'))
    expect(await watch.first()).toEqual(named('orders-1', 'orders-2'))
  })

  it('adds each topic that appears, once', async () => {
    const { watch, state, advance } = setUp(named('orders-1'))
    await watch.first()
    watch.watch()
    await advance(1_000)
    expect(state.added).toEqual([])
    state.topics = named('orders-1', 'orders-2', 'returns')
    await advance(3_000)
    expect(state.added).toEqual(named('orders-2'))
  })

  it('tells once of a topic that it cannot read, tries it again, and reads the others', async () => {
    const { watch, state, advance } = setUp([])
    await watch.first()
    watch.watch()
    state.topics = named('orders-1', 'orders-2')
    state.refuses = named('orders-1')[0]!
    await advance(3_000)
    expect(state.added).toEqual(named('orders-2'))
    expect(state.warnings).toEqual([`Not all topics are read: ${state.refuses} is taken.`])
    state.refuses = null
    await advance(1_000)
    expect(state.added).toEqual(named('orders-2', 'orders-1'))
  })

  it('ends, leaving no timer behind', async () => {
    const { watch, clock, state, advance } = setUp([])
    watch.watch()
    watch.stop()
    state.topics = named('orders-1')
    await advance(5_000)
    expect(state.added).toEqual([])
    expect(clock.pending).toBe(0)
  })
})
