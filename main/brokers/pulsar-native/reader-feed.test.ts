import { expect, it } from 'vitest'
import { silentLog } from '../testing/silent-log.ts'
import type { NativeMessage } from './addon.ts'
import { ReaderFeed, type ReaderStart } from './reader-feed.ts'
import { toMessage } from './testing/fake-pulsar-client.ts'

type Listener = (message: NativeMessage) => Promise<void> | undefined

async function openFeed(start: Partial<ReaderStart>, window = 100) {
  let push: Listener = () => undefined
  const feed = new ReaderFeed({
    start: { after: null, time: null, ...start },
    window,
    arrived: () => {},
    log: silentLog,
  })
  const native = { seek: async () => null, seekTimestamp: async () => null, close: async () => null }
  await feed.open(
    async (listener) => {
      push = listener
      return native
    },
    async () => null,
  )
  return { feed, push: (entry: number, batchIndex = -1) => push(message(entry, batchIndex)) }
}

function message(entry: number, batchIndex: number): NativeMessage {
  const delivery = {
    id: null,
    messageId: '',
    topic: 't',
    payload: new Uint8Array(),
    key: null,
    orderingKey: null,
    properties: {},
    publishTime: entry * 10,
    eventTime: null,
    redeliveryCount: 0,
  }
  return toMessage(delivery, { toString: () => `(7,${entry},-1,${batchIndex})` })
}

const places = (feed: ReaderFeed) => feed.take(100).map(({ messageId }) => messageId)

it('leaves out the message it starts after, and all of its entry when no index in the batch is named', async () => {
  const inBatch = await openFeed({ after: { ledger: 7n, entry: 1n, partition: -1, batchIndex: 0 } })
  for (const index of [0, 1]) void inBatch.push(1, index)
  expect(places(inBatch.feed)).toEqual(['7:1:-1:1'])
  const whole = await openFeed({ after: { ledger: 7n, entry: 1n, partition: -1, batchIndex: -1 } })
  for (const index of [0, 1]) void whole.push(1, index)
  void whole.push(2)
  expect(places(whole.feed)).toEqual(['7:2:-1:-1'])
})

it('leaves out what was published before its time', async () => {
  const { feed, push } = await openFeed({ time: 20 })
  for (const entry of [1, 2, 3]) void push(entry)
  expect(places(feed)).toEqual(['7:2:-1:-1', '7:3:-1:-1'])
})

it('keeps the order when it was taken back to its start after something had come', async () => {
  const { feed, push } = await openFeed({})
  for (const entry of [8, 1, 2, 3, 2, 3, 8]) void push(entry)
  expect(places(feed)).toEqual(['7:1:-1:-1', '7:2:-1:-1', '7:3:-1:-1', '7:8:-1:-1'])
})

it('holds the client while its window is full, and lets it go when something is taken, or when it closes', async () => {
  const { feed, push } = await openFeed({}, 2)
  expect(push(1)).toBeUndefined()
  const held = push(2)
  expect(held).toBeInstanceOf(Promise)
  feed.take(1)
  await held
  const again = push(3)
  await feed.close()
  await again
  expect(push(4)).toBeUndefined()
})
