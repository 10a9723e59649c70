import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Consumer, Delivery, SubscribeOptions } from '../../engine/ports.ts'
import { encodeMessageId, parseMessageId } from '../message-id.ts'
import type { FakeSocket } from '../testing/fake-pulsar.ts'
import { base64, failureOf, openScene, page, type Scene, textOf } from '../testing/scene.ts'

const options: SubscribeOptions = {
  topics: ['orders'],
  subscription: 'audit',
  type: 'Shared',
  initialPosition: 'Earliest',
  receiverQueueSize: 20,
}

let scene: Scene
beforeEach(async () => {
  scene = await openScene()
})
afterEach(() => scene.close())

async function subscribe(rest: Partial<SubscribeOptions> = {}): Promise<{ consumer: Consumer; socket: FakeSocket }> {
  const consumer = await scene.broker.subscribe({ ...options, ...rest })
  return { consumer, socket: await scene.pulsar.socket(0) }
}

const wire = (entry: number) => encodeMessageId(parseMessageId(`7:${entry}`)!)

/** Hands out the messages `7:<entry>`, whose text is their entry. */
function deliver(socket: FakeSocket, ...entries: number[]): void {
  for (const entry of entries) {
    const payload = base64(String(entry))
    socket.send({
      messageId: wire(entry),
      payload,
      properties: {},
      publishTime: '2026-01-02T03:04:05.67Z',
      redeliveryCount: 0,
    })
  }
}

async function take(consumer: Consumer, count: number): Promise<Delivery[]> {
  const taken: Delivery[] = []
  while (taken.length < count) taken.push(...(await consumer.pull(count - taken.length)))
  return taken
}

const idsOf = (deliveries: readonly Delivery[]) => deliveries.map((delivery) => delivery.id)
const acks = (socket: FakeSocket) =>
  socket.frames.filter((frame) => frame.type === undefined).map((frame) => frame.messageId)
const permits = (socket: FakeSocket) =>
  socket.frames.filter((frame) => frame.type === 'permit').map((frame) => frame.permitMessages)

describe('a consumer', () => {
  it('asks for what the options say, in pull mode', async () => {
    const { socket } = await subscribe({
      type: 'KeyShared',
      consumerName: 'c',
      negativeAckRedeliveryDelayMs: 200,
      ackTimeoutMs: 5_000,
    })
    expect(socket.path).toBe('/ws/v2/consumer/persistent/public/default/orders/audit')
    expect(Object.fromEntries(socket.query)).toEqual({
      pullMode: 'true',
      subscriptionType: 'Key_Shared',
      subscriptionInitialPosition: 'Earliest',
      receiverQueueSize: '10',
      consumerName: 'c',
      negativeAckRedeliveryDelay: '200',
      ackTimeoutMillis: '5000',
    })
  })

  it('reads topics that are added, each over a socket of its own, from the position given', async () => {
    const { consumer } = await subscribe({ topics: ['orders'], initialPosition: 'Latest' })
    await consumer.add(['orders', 'returns'], 'Earliest')
    const added = await scene.pulsar.socket(1)
    expect(added.path).toBe('/ws/v2/consumer/persistent/public/default/returns/audit')
    expect(added.query.get('subscriptionInitialPosition')).toBe('Earliest')
    expect(scene.pulsar.sockets).toHaveLength(2)
    await added.received(1)
    deliver(added, 1)
    expect((await take(consumer, 1))[0]!.topic).toBe('persistent://public/default/returns')
  })

  it('closes what it opened for topics of which one was refused', async () => {
    const { consumer } = await subscribe()
    scene.pulsar.refuse(page(409, 'busy'), 'returns')
    const failure = await failureOf(consumer.add(['refunds', 'returns'], 'Latest'))
    expect(failure.code).toBe('SLUICE-SUBSCRIPTION-BUSY')
    await expect.poll(() => scene.pulsar.sockets.map(({ isOpen }) => isOpen)).toEqual([true, false])
  })

  it('may begin without topics', async () => {
    const consumer = await scene.broker.subscribe({ ...options, topics: [] })
    expect(await consumer.pull(10)).toEqual([])
    await consumer.add(['orders'], 'Latest')
    const socket = await scene.pulsar.socket(0)
    await socket.received(1)
    deliver(socket, 1, 2)
    expect((await take(consumer, 2)).map(textOf)).toEqual(['1', '2'])
  })

  it.each(['Earliest', 'Latest'] as const)(
    'makes a subscription at %s, where sockets of older brokers ignore it',
    async (initialPosition) => {
      const asked: string[] = []
      scene.pulsar.answer(({ method, path, body }) => {
        asked.push(`${method} ${path} ${body}`)
        return { status: 409, body: '{"reason":"Subscription already exists for topic"}' }
      })
      await subscribe({ initialPosition })
      const creation = 'PUT /admin/v2/persistent/public/default/orders/subscription/audit "earliest"'
      expect(asked).toEqual(initialPosition === 'Earliest' ? [creation] : [])
    },
  )

  it('reads a frame', async () => {
    const { consumer, socket } = await subscribe()
    socket.send({
      messageId: 'CB8QABgCMAA=',
      payload: base64('{}'),
      properties: { a: '1' },
      publishTime: '2026-01-02T03:04:05.67Z',
      eventTime: '2026-01-02T04:04Z',
      key: '',
      redeliveryCount: 2,
    })
    const [{ id: _, payload, ...delivery }] = (await take(consumer, 1)) as [Delivery]
    expect(textOf({ payload })).toBe('{}')
    expect(delivery).toEqual({
      messageId: '31:0:2:-1',
      topic: 'persistent://public/default/orders-partition-2',
      key: '',
      orderingKey: null,
      properties: { a: '1' },
      publishTime: Date.UTC(2026, 0, 2, 3, 4, 5, 670),
      eventTime: Date.UTC(2026, 0, 2, 4, 4),
      redeliveryCount: 2,
    })
  })

  it('keeps permits out for half of its queue, and grants again what was pulled', async () => {
    const { consumer, socket } = await subscribe()
    await socket.received(1)
    expect(permits(socket)).toEqual([10])
    deliver(socket, ...Array(10).keys())
    await take(consumer, 4)
    expect(permits(socket)).toEqual([10])
    await take(consumer, 1)
    await socket.received(2)
    expect(permits(socket)).toEqual([10, 5])
  })

  it('acknowledges with the id as the wire wrote it, once', async () => {
    const { consumer, socket } = await subscribe()
    deliver(socket, 1, 2)
    const ids = idsOf(await take(consumer, 2))
    await consumer.ack(ids)
    await consumer.ack(ids)
    consumer.nack(ids)
    await socket.received(3)
    expect(acks(socket)).toEqual([wire(1), wire(2)])
    expect(socket.frames.some((frame) => frame.type === 'negativeAcknowledge')).toBe(false)
  })

  it('hands a refused message out again when it comes again', async () => {
    const { consumer, socket } = await subscribe()
    deliver(socket, 1)
    consumer.nack(idsOf(await take(consumer, 1)))
    expect((await socket.received(2))[1]).toEqual({ type: 'negativeAcknowledge', messageId: wire(1) })
    deliver(socket, 1)
    expect((await take(consumer, 1)).map(textOf)).toEqual(['1'])
  })

  it('hands out again what comes again over the same connection: another nack or the ack timeout asked for it', async () => {
    const { consumer, socket } = await subscribe()
    deliver(socket, 1)
    const [first] = await take(consumer, 1)
    deliver(socket, 1)
    const [second] = await take(consumer, 1)
    consumer.nack([first!.id])
    await consumer.ack([first!.id, second!.id])
    await socket.received(3)
    expect(socket.frames.slice(1)).toEqual([{ messageId: wire(1) }, { messageId: wire(1) }])
  })

  it('hands out once what comes again before it was taken: its topic was unloaded', async () => {
    const { consumer, socket } = await subscribe()
    deliver(socket, ...Array(5).keys(), ...Array(5).keys())
    await socket.received(2)
    expect(permits(socket)).toEqual([10, 5])
    deliver(socket, 5)
    const taken = await take(consumer, 6)
    expect(taken.map(textOf)).toEqual(['0', '1', '2', '3', '4', '5'])
    await consumer.ack(idsOf(taken.slice(0, 2)))
    await expect.poll(() => acks(socket)).toEqual([wire(0), wire(1)])
  })

  it('waits a while for a first message and then has none', async () => {
    const { consumer } = await subscribe()
    const startedAt = Date.now()
    expect(await consumer.pull(5)).toEqual([])
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(50)
  })

  it('takes from each of several topics, however busy one is', async () => {
    const { consumer, socket } = await subscribe({ topics: ['quiet', 'busy'] })
    const second = await scene.pulsar.socket(1)
    const [busy, quiet] = socket.path.includes('busy') ? [socket, second] : [second, socket]
    deliver(busy, ...Array(10).keys())
    deliver(quiet, 100)
    await new Promise((resolve) => setTimeout(resolve, 30))
    expect((await consumer.pull(4)).map(textOf)).toContain('100')
  })
})

describe('a consumer whose connection broke', () => {
  it('is granted its permits anew', async () => {
    const { consumer, socket } = await subscribe()
    deliver(socket, 1, 2, 3)
    await take(consumer, 3)
    socket.break()
    const next = await scene.pulsar.socket(1)
    await next.received(1)
    expect(permits(next)).toEqual([10])
  })

  it('does not hand out again what is still held, and acknowledges it over the new connection', async () => {
    const { consumer, socket } = await subscribe()
    deliver(socket, 1)
    const held = await take(consumer, 1)
    socket.break()
    const next = await scene.pulsar.socket(1)
    deliver(next, 1, 2)
    expect((await take(consumer, 1)).map(textOf)).toEqual(['2'])
    await consumer.ack(idsOf(held))
    await next.received(2)
    expect(acks(next)).toEqual([wire(1)])
  })

  it('hands out once what had arrived and was not pulled', async () => {
    const { consumer, socket } = await subscribe()
    deliver(socket, 1, 2)
    await take(consumer, 1)
    socket.break()
    deliver(await scene.pulsar.socket(1), 1, 2)
    expect((await take(consumer, 1)).map(textOf)).toEqual(['2'])
    expect(await consumer.pull(5)).toEqual([])
  })

  it('acknowledges once more, and does not hand out, what was acknowledged before it came again', async () => {
    const { consumer, socket } = await subscribe()
    deliver(socket, 1)
    const held = await take(consumer, 1)
    socket.break()
    const next = await scene.pulsar.socket(1)
    await next.received(1)
    await consumer.ack(idsOf(held))
    await next.received(2)
    deliver(next, 1)
    await next.received(3)
    expect(acks(next)).toEqual([wire(1), wire(1)])
    expect(await consumer.pull(5)).toEqual([])
  })

  it('sends acks given in between over the new connection, and resolves them then', async () => {
    const { consumer, socket } = await subscribe()
    deliver(socket, 1)
    const held = await take(consumer, 1)
    await scene.pulsar.goAway()
    await new Promise((resolve) => setTimeout(resolve, 20))
    let acknowledged = false
    const acking = consumer.ack(idsOf(held)).then(() => {
      acknowledged = true
    })
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(acknowledged).toBe(false)
    await scene.pulsar.comeBack()
    await acking
    const next = await scene.pulsar.socket(1)
    await next.received(2)
    expect(acks(next)).toEqual([wire(1)])
  })

  it('hands out again what was refused in between, without asking', async () => {
    const { consumer, socket } = await subscribe()
    deliver(socket, 1)
    const held = await take(consumer, 1)
    socket.break()
    const next = await scene.pulsar.socket(1)
    await next.received(1)
    consumer.nack(idsOf(held))
    deliver(next, 1)
    expect((await take(consumer, 1)).map(textOf)).toEqual(['1'])
    await new Promise((resolve) => setTimeout(resolve, 30))
    expect(next.frames).toHaveLength(1)
  })

  it('ends the pull and the acks that wait when it cannot be mended', async () => {
    const { consumer, socket } = await subscribe()
    deliver(socket, 1)
    const held = await take(consumer, 1)
    scene.pulsar.refuse(page(403, 'Not authorized'))
    socket.break()
    expect((await failureOf(consumer.pull(1))).code).toBe('SLUICE-NOT-AUTHORISED')
    expect((await failureOf(consumer.pull(1))).code).toBe('SLUICE-NOT-AUTHORISED')
    expect((await failureOf(consumer.ack(idsOf(held)))).code).toBe('SLUICE-NOT-AUTHORISED')
  })
})

describe('closing', () => {
  async function acknowledgeOne() {
    const { consumer, socket } = await subscribe()
    deliver(socket, 1)
    const [delivery] = await take(consumer, 1)
    await consumer.ack([delivery!.id])
    let isClosed = false
    const closing = consumer.close().then(() => {
      isClosed = true
    })
    return { socket, closing, isClosed: () => isClosed }
  }
  const last = (socket: FakeSocket) => socket.frames.at(-1)
  const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

  it('lets acknowledgements through first: asks something behind them, and waits for the answer', async () => {
    const { socket, closing, isClosed } = await acknowledgeOne()
    await vi.waitFor(() => expect(last(socket)).toEqual({ type: 'isEndOfTopic' }))
    expect(acks(socket)).toEqual([wire(1)])
    await pause(50)
    expect(isClosed()).toBe(false)
    expect(socket.isOpen).toBe(true)
    socket.send({ endOfTopic: false })
    await closing
    await vi.waitFor(() => expect(socket.isOpen).toBe(false))
  })

  it('does not wait for ever for an answer', async () => {
    const { closing } = await acknowledgeOne()
    await closing
  })

  it('waits for no answer when the connection breaks', async () => {
    await scene.close()
    scene = await openScene({ timings: { farewell: 60_000 } })
    const { socket, closing } = await acknowledgeOne()
    await vi.waitFor(() => expect(last(socket)).toEqual({ type: 'isEndOfTopic' }))
    socket.break()
    await closing
  })

  it('asks nothing when there was nothing to acknowledge', async () => {
    const { consumer, socket } = await subscribe()
    await consumer.close()
    expect(socket.frames).not.toContainEqual({ type: 'isEndOfTopic' })
  })
})
