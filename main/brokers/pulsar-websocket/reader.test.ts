import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Delivery, Reader, ReadPosition } from '../../engine/ports.ts'
import { decodeMessageId, encodeMessageId, parseMessageId, printMessageId } from '../message-id.ts'
import { type FakeAnswer, type FakeSocket, until } from '../testing/fake-pulsar.ts'
import { base64, failureOf, openScene, type Scene, textOf } from '../testing/scene.ts'

let scene: Scene
beforeEach(async () => {
  scene = await openScene()
})
afterEach(() => scene.close())

/** Answers the admin calls a reader makes. */
function answerPlaces(partitions: number, id: string): void {
  scene.pulsar.answer(({ path }): FakeAnswer => {
    const body = path.endsWith('/partitions') ? `{"partitions":${partitions}}` : id
    return { status: 200, body }
  })
}

const wire = (entry: number) => encodeMessageId(parseMessageId(`7:${entry}`)!)

function deliver(socket: FakeSocket, ...entries: number[]): void {
  for (const entry of entries) {
    socket.send({
      messageId: wire(entry),
      payload: base64(String(entry)),
      properties: {},
      publishTime: '2026-01-02T03:04Z',
    })
  }
}

async function take(reader: Reader, count: number): Promise<Delivery[]> {
  const taken: Delivery[] = []
  while (taken.length < count) taken.push(...(await reader.pull(count - taken.length)))
  return taken
}

const startOf = (socket: FakeSocket) => printMessageId(decodeMessageId(socket.query.get('messageId')!))

const big = '{"ledgerId":9007199254740993,"entryId":5,"partitionIndex":-1,"batchIndex":2,"batchSize":3}'

it.each<[string, ReadPosition, string]>([
  ['a message id excludes that message', { messageId: '7:3:-1:1' }, '7:3:-1:1'],
  ['a time is the place before the first message then', { time: 1_000 }, '9007199254740993:4:-1:-1'],
  ['latest is the place of the last message', 'latest', '9007199254740993:5:-1:2'],
])('%s', async (_, from, start) => {
  answerPlaces(0, big)
  await scene.broker.read({ topic: 'orders', from })
  expect(startOf(await scene.pulsar.socket(0))).toBe(start)
})

it.each<[ReadPosition, string]>([
  ['earliest', 'earliest'],
  ['latest', 'earliest'],
  [{ time: 1_000 }, 'earliest'],
])('from %o on a topic that does not exist yet begins at its beginning', async (from, start) => {
  await scene.broker.read({ topic: 'orders', from, receiverQueueSize: 7 })
  const { query, path } = await scene.pulsar.socket(0)
  expect(path).toBe('/ws/v2/reader/persistent/public/default/orders')
  expect(Object.fromEntries(query)).toEqual({ messageId: start, receiverQueueSize: '7' })
})

it('begins at latest where looking up the last message is not allowed', async () => {
  scene.pulsar.answer(({ path }) =>
    path.endsWith('/partitions')
      ? { status: 200, body: '{"partitions":0}' }
      : { status: 401, body: '{"reason":"Unauthorized to validate"}' },
  )
  await scene.broker.read({ topic: 'orders', from: 'latest' })
  expect((await scene.pulsar.socket(0)).query.get('messageId')).toBe('latest')
})

it('frees one message of its window for each that is taken', async () => {
  const reader = await scene.broker.read({ topic: 'orders', from: 'earliest' })
  const socket = await scene.pulsar.socket(0)
  deliver(socket, 1, 2, 3)
  await take(reader, 2)
  expect(await socket.received(2)).toEqual([{ messageId: wire(1) }, { messageId: wire(2) }])
})

it('goes on after the last message received when its connection broke', async () => {
  const reader = await scene.broker.read({ topic: 'orders', from: 'earliest' })
  const socket = await scene.pulsar.socket(0)
  deliver(socket, 1, 2)
  await take(reader, 1)
  socket.break()
  const next = await scene.pulsar.socket(1)
  expect(startOf(next)).toBe('7:2:-1:-1')
  deliver(next, 3)
  expect((await take(reader, 2)).map(textOf)).toEqual(['2', '3'])
  await next.received(1)
  expect(next.frames).toEqual([{ messageId: wire(3) }])
})

it('reads every partition over a socket of its own', async () => {
  answerPlaces(3, big)
  await scene.broker.read({ topic: 'orders', from: 'earliest' })
  await scene.pulsar.socket(2)
  const paths = scene.pulsar.sockets.map(({ path }) => path.slice(-'orders-partition-0'.length))
  expect(paths.sort()).toEqual(['orders-partition-0', 'orders-partition-1', 'orders-partition-2'])
})

it('reads from a message id only the partition it is a place in', async () => {
  answerPlaces(3, big)
  await scene.broker.read({ topic: 'orders', from: { messageId: '7:3:1:-1' } })
  await until(() => scene.pulsar.sockets[0])
  expect(scene.pulsar.sockets.map(({ path }) => path.slice(-1))).toEqual(['1'])
})

it('refuses a text that is no message id', async () => {
  expect((await failureOf(scene.broker.read({ topic: 'orders', from: { messageId: 'x' } }))).code).toBe(
    'SLUICE-MESSAGE-ID',
  )
})
