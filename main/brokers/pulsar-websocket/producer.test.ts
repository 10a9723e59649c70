import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ProduceOptions, Producer } from '../../engine/ports.ts'
import { encodeMessageId, parseMessageId } from '../message-id.ts'
import { type FakeSocket, type Frame, until } from '../testing/fake-pulsar.ts'
import { failureOf, openScene, outgoing, page, type Scene, textOf } from '../testing/scene.ts'

let scene: Scene
beforeEach(async () => {
  scene = await openScene()
})
afterEach(() => scene.close())

async function produce(options: Partial<ProduceOptions> = {}): Promise<{ producer: Producer; socket: FakeSocket }> {
  const producer = await scene.broker.produce({ topic: 'orders', ...options })
  return { producer, socket: await scene.pulsar.socket(0) }
}

/** Confirms a frame as message `3:<entry>`. */
function confirm(socket: FakeSocket, { context }: Frame, entry: number): void {
  socket.send({ result: 'ok', messageId: encodeMessageId(parseMessageId(`3:${entry}`)!), context, errorCode: 0 })
}

function refuse(socket: FakeSocket, { context }: Frame, errorMsg: string): void {
  socket.send({ result: 'send-error:8', errorMsg, context, errorCode: 0 })
}

const sendAll = (producer: Producer, ...texts: string[]) => texts.map((text) => producer.send(outgoing(text)))
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

describe('a producer', () => {
  it('asks for what the options say', async () => {
    const { socket } = await produce({
      producerName: 'p',
      sendTimeoutMs: 9_000,
      batchingEnabled: true,
      batchingMaxMessages: 50,
      batchingMaxPublishDelayMs: 5,
      compressionType: 'LZ4',
      maxPendingMessages: 70,
      messageRoutingMode: 'SinglePartition',
      hashingScheme: 'JavaStringHash',
      initialSequenceId: 4,
    })
    expect(socket.path).toBe('/ws/v2/producer/persistent/public/default/orders')
    expect(Object.fromEntries(socket.query)).toEqual({
      producerName: 'p',
      sendTimeoutMillis: '9000',
      batchingEnabled: 'true',
      batchingMaxMessages: '50',
      batchingMaxPublishDelay: '5',
      compressionType: 'LZ4',
      maxPendingMessages: '70',
      messageRoutingMode: 'SinglePartition',
      hashingScheme: 'JavaStringHash',
      initialSequenceId: '4',
    })
  })

  it('writes every field, the event time with its zone', async () => {
    const { producer, socket } = await produce()
    const sent = producer.send(
      outgoing('ä', {
        key: 'k"',
        properties: { a: 'ö' },
        eventTime: Date.UTC(2026, 0, 2),
        deliverAt: 1_900_000_000_000,
      }),
    )
    const [frame] = await socket.received(1)
    confirm(socket, frame, 0)
    expect(await sent).toBe('3:0:-1:-1')
    expect(textOf(frame)).toBe('ä')
    expect(frame).toMatchObject({
      key: 'k"',
      properties: { a: 'ö' },
      eventTime: '2026-01-02T00:00:00.000Z',
      deliverAt: 1_900_000_000_000,
    })
  })

  it('sends without waiting and matches receipts in any order', async () => {
    const { producer, socket } = await produce()
    const sends = sendAll(producer, 'a', 'b', 'c')
    const frames = await socket.received(3)
    expect(frames.map(textOf)).toEqual(['a', 'b', 'c'])
    for (const at of [2, 0, 1]) confirm(socket, frames[at], at)
    expect(await Promise.all(sends)).toEqual(['3:0:-1:-1', '3:1:-1:-1', '3:2:-1:-1'])
  })

  it('has no more unconfirmed at the broker than it was told, and goes on with each receipt', async () => {
    const { producer, socket } = await produce({ maxPendingMessages: 2 })
    const sends = sendAll(producer, 'a', 'b', 'c')
    const frames = await socket.received(2)
    await pause(30)
    expect(socket.frames).toHaveLength(2)
    confirm(socket, frames[0], 0)
    expect((await socket.received(3)).map(textOf)).toEqual(['a', 'b', 'c'])
    for (const [at, frame] of socket.frames.entries()) confirm(socket, frame, at)
    await Promise.all(sends)
  })

  it.each([
    ['TopicTerminatedException: Topic was already terminated', 'SLUICE-TOPIC-TERMINATED'],
    ['PulsarClientException$ProducerQueueIsFullError: full', 'SLUICE-BROKER-BUSY'],
    ['ProducerBlockedQuotaExceededException: backlog', 'SLUICE-BROKER-BUSY'],
    ['PulsarClientException$TimeoutException: 30 s', 'SLUICE-SEND-TIMEOUT'],
    ['InvalidMessageException: message size 6 exceeds 5', 'SLUICE-MESSAGE-TOO-LARGE'],
    ["Text 'x' could not be parsed at index 0", 'SLUICE-SEND-REFUSED'],
  ])('refused with "%s" is %s', async (text, code) => {
    const { producer, socket } = await produce()
    const [sent, next] = sendAll(producer, 'a', 'b')
    const frames = await socket.received(2)
    refuse(socket, frames[0], text)
    const failure = await failureOf(sent!)
    expect(failure.code).toBe(code)
    expect(failure.message).toContain('persistent://public/default/orders')
    confirm(socket, frames[1], 1)
    expect(await next).toBe('3:1:-1:-1')
  })

  it('refuses a frame over 1 MiB before it is sent, and sends the largest below', async () => {
    const { producer, socket } = await produce()
    const failure = await failureOf(producer.send(outgoing('x'.repeat(786_432))))
    expect(failure.code).toBe('SLUICE-MESSAGE-TOO-LARGE')
    expect(failure.message).toMatch(/786432 bytes of payload.*1048576 is the most.*webSocketMaxTextFrameSize/)
    const sent = producer.send(outgoing('x'.repeat(786_300)))
    const [frame] = await socket.received(1)
    confirm(socket, frame, 0)
    await sent
  })

  it('refuses the largest message when the broker ends the connection over its size, and keeps the others', async () => {
    const { producer, socket } = await produce()
    const [small, large] = sendAll(producer, 'a', 'b'.repeat(1_000))
    await socket.received(2)
    socket.close(1009)
    const failure = await failureOf(large!)
    expect(failure.code).toBe('SLUICE-MESSAGE-TOO-LARGE')
    expect(failure.message).toMatch(/a frame of 1\d{3} characters was refused.*webSocketMaxTextFrameSize of the broker/)
    const next = await scene.pulsar.socket(1)
    const [frame] = await next.received(1)
    confirm(next, frame, 0)
    expect(await small).toBe('3:0:-1:-1')
  })

  it.each([{ orderingKey: 'o' }, { sequenceId: 3 }])('refuses what the API cannot carry: %o', async (field) => {
    const { producer } = await produce()
    expect((await failureOf(producer.send(outgoing('x', field)))).code).toBe('SLUICE-NOT-SUPPORTED')
  })

  it('gives up what was not confirmed in time, all of it, and takes further messages', async () => {
    const { producer, socket } = await produce({ sendTimeoutMs: 80 })
    const [first] = sendAll(producer, 'a')
    await pause(40)
    const [second] = sendAll(producer, 'b')
    expect((await failureOf(first!)).message).toMatch(/did not confirm a message within 80 ms/)
    expect((await failureOf(second!)).code).toBe('SLUICE-SEND-TIMEOUT')
    const [third] = sendAll(producer, 'c')
    const frames = await socket.received(3)
    confirm(socket, frames[0], 0)
    confirm(socket, frames[2], 2)
    expect(await third).toBe('3:2:-1:-1')
  })

  it('times out what waits for a connection, too', async () => {
    const { producer } = await produce({ sendTimeoutMs: 80 })
    await scene.pulsar.goAway()
    expect((await failureOf(producer.send(outgoing('x')))).code).toBe('SLUICE-SEND-TIMEOUT')
  })

  it('keeps one timer for all messages, and none when nothing is waiting', async () => {
    const { producer, socket } = await produce({ sendTimeoutMs: 200 })
    const started = vi.spyOn(globalThis, 'setInterval')
    const ended = vi.spyOn(globalThis, 'clearInterval')
    const sends = sendAll(producer, ...Array(500).fill('x'))
    for (const [at, frame] of (await socket.received(500)).entries()) confirm(socket, frame, at)
    await Promise.all(sends)
    await pause(70)
    expect(started).toHaveBeenCalledOnce()
    expect(ended).toHaveBeenCalledExactlyOnceWith(started.mock.results[0]?.value)
    vi.restoreAllMocks()
  })

  it('flushes what was sent before, whether confirmed or refused', async () => {
    const { producer, socket } = await produce({ maxPendingMessages: 1 })
    const [first, second] = sendAll(producer, 'a', 'b')
    let flushed = false
    const flushing = producer.flush().then(() => {
      flushed = true
    })
    void producer.send(outgoing('later')).catch(() => {})
    confirm(socket, (await socket.received(1))[0], 0)
    await first
    await pause(20)
    expect(flushed).toBe(false)
    refuse(socket, (await socket.received(2))[1], 'no')
    await failureOf(second!)
    await flushing
    await (await produce()).producer.flush()
  })

  it('refuses what is not confirmed when it is closed, and what is sent afterwards', async () => {
    const { producer, socket } = await produce()
    const [sent] = sendAll(producer, 'a')
    await socket.received(1)
    const [failure] = await Promise.all([failureOf(sent!), producer.close()])
    expect(failure.code).toBe('SLUICE-BROKER-CLOSED')
    expect((await failureOf(producer.send(outgoing('x')))).code).toBe('SLUICE-BROKER-CLOSED')
  })
})

describe('a producer whose connection broke', () => {
  it('sends what was not confirmed again, in order, before anything else', async () => {
    const { producer, socket } = await produce()
    const sends = sendAll(producer, 'a', 'b', 'c')
    const frames = await socket.received(3)
    confirm(socket, frames[1], 1)
    await sends[1]
    socket.break()
    await until(() => (socket.isOpen ? undefined : true))
    sends.push(...sendAll(producer, 'd', 'e'))
    const next = await scene.pulsar.socket(1)
    const again = await next.received(4)
    expect(again.map(textOf)).toEqual(['a', 'c', 'd', 'e'])
    for (const [at, frame] of again.entries()) confirm(next, frame, 10 + at)
    expect(await Promise.all(sends)).toEqual(['3:10:-1:-1', '3:1:-1:-1', '3:11:-1:-1', '3:12:-1:-1', '3:13:-1:-1'])
  })

  it.each([
    'PulsarClientException$AlreadyClosedException: Producer already closed',
    'NotConnectedException: Not connected',
  ])('makes a new one and sends again when the broker says: %s', async (text) => {
    const { producer, socket } = await produce()
    const [sent] = sendAll(producer, 'a')
    refuse(socket, (await socket.received(1))[0], text)
    const next = await scene.pulsar.socket(1)
    confirm(next, (await next.received(1))[0], 4)
    expect(await sent).toBe('3:4:-1:-1')
  })

  it('refuses everything, then and later, when it cannot be mended', async () => {
    const { producer, socket } = await produce()
    const [sent] = sendAll(producer, 'a')
    await socket.received(1)
    scene.pulsar.refuse(page(401, 'Authentication required'))
    socket.break()
    expect((await failureOf(sent!)).code).toBe('SLUICE-NOT-AUTHENTICATED')
    expect((await failureOf(producer.send(outgoing('x')))).code).toBe('SLUICE-NOT-AUTHENTICATED')
    await producer.flush()
  })
})
