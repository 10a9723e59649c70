import { describe, expect, it } from 'vitest'
import type { OutgoingMessage, Producer } from '../ports.ts'
import { settle } from '../testing/manual-clock.ts'
import { TopicLanes, type TopicLanesOptions } from './topic-lanes.ts'

const message = (text: string): OutgoingMessage => ({
  payload: new TextEncoder().encode(text),
  key: null,
  orderingKey: null,
  properties: {},
  eventTime: null,
  sequenceId: null,
  deliverAt: null,
})

/** Producers whose receipts, openings and closings come when the test says. */
function scene(options: Partial<TopicLanesOptions> = {}) {
  const events: string[] = []
  const written: string[] = []
  const receipts: (() => void)[] = []
  const closings: (() => void)[] = []
  let open = 0
  let most = 0
  let now = 0
  const lanes = new TopicLanes({
    async open(topic): Promise<Producer> {
      events.push(`open ${topic}`)
      most = Math.max(most, ++open)
      return {
        topic,
        send: (sent) => {
          events.push(`${topic}: ${new TextDecoder().decode(sent.payload)}`)
          return new Promise((resolve) => receipts.push(() => resolve('id')))
        },
        flush: async () => {},
        close: async () => {
          open--
          events.push(`close ${topic}`)
          if (closings.length > 0) await new Promise<void>((resolve) => closings.push(resolve))
        },
      }
    },
    maxProducers: 2,
    maxPending: 10,
    now: () => now,
    written: (topic) => void written.push(topic),
    reasonFor: (topic, thrown) => new Error(`${topic}: ${(thrown as Error).message}`),
    ...options,
  })
  return {
    lanes,
    events,
    written,
    receipts,
    closings,
    most: () => most,
    pass: (ms: number) => {
      now += ms
    },
    confirmAll: async () => {
      while (receipts.length > 0) {
        for (const confirm of receipts.splice(0)) confirm()
        await settle()
      }
    },
  }
}

describe('topic lanes', () => {
  it('open a producer when its topic is first needed, and keep the order of a topic', async () => {
    const { lanes, events, written, confirmAll } = scene()
    const sent = ['1', '2', '3'].map((text) => lanes.send('a', message(text)))
    await settle()
    sent.push(lanes.send('a', message('4')))
    await settle()
    expect(events).toEqual(['open a', 'a: 1', 'a: 2', 'a: 3', 'a: 4'])
    expect(written).toEqual([])
    await confirmAll()
    await Promise.all(sent)
    expect(written).toEqual(['a', 'a', 'a', 'a'])
  })

  it('let a topic beyond the cap wait until another has nothing to send, and close that one', async () => {
    const { lanes, events, receipts } = scene()
    for (const topic of ['a', 'b', 'c']) void lanes.send(topic, message('1'))
    await settle()
    expect(events).toEqual(['open a', 'open b', 'a: 1', 'b: 1'])
    receipts.shift()?.()
    await settle()
    expect(events.slice(4)).toEqual(['close a', 'open c', 'c: 1'])
  })

  it('open a topic again only after its last producer is closed', async () => {
    const { lanes, events, receipts, closings } = scene()
    closings.push(() => {})
    void lanes.send('a', message('1'))
    await settle()
    receipts.shift()?.()
    await settle()
    lanes.closeIdle(0)
    void lanes.send('a', message('2'))
    await settle()
    expect(events.filter((event) => event === 'open a')).toHaveLength(1)
    for (const close of closings) close()
    await settle()
    expect(events.at(-1)).toBe('a: 2')
  })

  it('open no other topic before the producer that makes room for it is closed', async () => {
    const { lanes, events, receipts, closings } = scene({ maxProducers: 1 })
    closings.push(() => {})
    void lanes.send('a', message('1'))
    await settle()
    receipts.shift()?.()
    await settle()
    void lanes.send('b', message('2'))
    await settle()
    expect(events.at(-1)).toBe('close a')
    for (const close of closings) close()
    await settle()
    expect(events.slice(-2)).toEqual(['open b', 'b: 2'])
  })

  it('write 10,000 topics with no more producers than they may have', async () => {
    const { lanes, events, most, confirmAll } = scene({ maxProducers: 50 })
    const sent = Array.from({ length: 10_000 }, (_, index) => lanes.send(`t${index}`, message('x')))
    await settle()
    await confirmAll()
    await Promise.all(sent)
    expect(events.filter((event) => event.startsWith('open'))).toHaveLength(10_000)
    expect(most()).toBeLessThanOrEqual(50)
  })

  it('refuse what waits for a topic that cannot be opened, and try again with the next', async () => {
    let fails = true
    const { lanes } = scene({
      open: async (topic) => {
        if (fails) throw new Error('no such topic')
        return { topic, send: async () => 'id', flush: async () => {}, close: async () => {} }
      },
    })
    const refused = [lanes.send('a', message('1')), lanes.send('a', message('2'))]
    for (const send of refused) await expect(send).rejects.toThrow('a: no such topic')
    fails = false
    await lanes.send('a', message('3'))
  })

  it('refuse what the broker refuses, and go on with the topic', async () => {
    let sends = 0
    const { lanes } = scene({
      open: async (topic) => ({
        topic,
        send: async () => {
          if (++sends === 1) throw new Error('too large')
          return 'id'
        },
        flush: async () => {},
        close: async () => {},
      }),
    })
    await expect(lanes.send('a', message('1'))).rejects.toThrow('a: too large')
    await lanes.send('a', message('2'))
  })

  it('take the producer of the topic that has rested longest', async () => {
    const { lanes, events, receipts } = scene()
    const write = async (topic: string) => {
      void lanes.send(topic, message('1'))
      await settle()
      receipts.shift()?.()
      await settle()
    }
    for (const topic of ['a', 'b', 'a', 'c']) await write(topic)
    expect(events.filter((event) => event.startsWith('close'))).toEqual(['close b'])
  })

  it('close producers that rest, and no others', async () => {
    const { lanes, events, receipts, pass } = scene()
    void lanes.send('a', message('1'))
    void lanes.send('b', message('1'))
    await settle()
    receipts.shift()?.()
    await settle()
    pass(1_000)
    lanes.closeIdle(500)
    expect(events.filter((event) => event.startsWith('close'))).toEqual(['close a'])
    await settle()
    expect(lanes.producers).toBe(1)
  })

  it('send no more of a topic than may be pending', async () => {
    const { lanes, events, receipts } = scene({ maxPending: 1 })
    void lanes.send('a', message('1'))
    void lanes.send('a', message('2'))
    await settle()
    expect(events).toEqual(['open a', 'a: 1'])
    receipts.shift()?.()
    await settle()
    expect(events.at(-1)).toBe('a: 2')
  })
})
