import { beforeEach, describe, expect, it } from 'vitest'
import type { OutgoingMessage } from '../../engine/ports.ts'
import { failureOf } from '../testing/scene.ts'
import type { NativeMessageId, NativeProducer, ProducerMessage } from './addon.ts'
import { PulsarProducer } from './producer.ts'

interface Send {
  readonly message: ProducerMessage
  readonly answer: PromiseWithResolvers<NativeMessageId>
}

let sends: Send[]
let producer: PulsarProducer

beforeEach(async () => {
  sends = []
  const native: NativeProducer = {
    send(message) {
      const answer = Promise.withResolvers<NativeMessageId>()
      sends.push({ message, answer })
      return answer.promise
    },
    flush: async () => null,
    async close() {
      for (const { answer } of sends) answer.reject(new Error('Failed to send message: AlreadyClosed'))
      return null
    },
  }
  const openNative = async () => native
  producer = new PulsarProducer({ topic: 'persistent://a/b/c', address: 'pulsar://one:6650', window: 2, openNative })
  await producer.open()
})

const message = (text: string): OutgoingMessage => ({
  payload: new TextEncoder().encode(text),
  key: null,
  orderingKey: null,
  properties: {},
  eventTime: null,
  sequenceId: null,
  deliverAt: null,
})
const texts = () => sends.map(({ message: { data } }) => data.toString())
const send = (text: string) => {
  const sent = producer.send(message(text))
  sent.catch(() => {})
  return sent
}
const confirm = (index: number) => sends[index]!.answer.resolve({ toString: () => `(5,${index},-1,0)` })
const refuse = (index: number, result: string) =>
  sends[index]!.answer.reject(new Error(`Failed to send message: ${result}`))

describe('a producer', () => {
  it('gives the client no more than its window, in order, and prints the ids', async () => {
    const sent = ['a', 'b', 'c', 'd'].map(send)
    expect(texts()).toEqual(['a', 'b'])
    confirm(0)
    expect(await sent[0]).toBe('5:0:-1:0')
    expect(texts()).toEqual(['a', 'b', 'c'])
  })

  it('gives up what waits when the client gave up what it had, so that nothing overtakes', async () => {
    const sent = ['a', 'b', 'c'].map(send)
    refuse(0, 'TimeOut')
    refuse(1, 'TimeOut')
    for (const one of sent) expect((await failureOf(one)).code).toBe('SLUICE-SEND-TIMEOUT')
    expect(texts()).toEqual(['a', 'b'])
    void send('d')
    expect(texts()).toEqual(['a', 'b', 'd'])
  })

  it('goes on after a message that was refused for itself', async () => {
    const sent = ['a', 'b', 'c'].map(send)
    refuse(0, 'MessageTooBig')
    expect((await failureOf(sent[0]!)).code).toBe('SLUICE-MESSAGE-TOO-LARGE')
    expect(texts()).toEqual(['a', 'b', 'c'])
  })

  it('flushes when everything sent before is confirmed or refused, what waited here too', async () => {
    const order: string[] = []
    const sent = ['a', 'b', 'c'].map(send)
    const flushed = producer.flush().then(() => order.push('flushed'))
    confirm(0)
    refuse(1, 'MessageTooBig')
    await sent[0]
    await failureOf(sent[1]!)
    order.push('two of three')
    confirm(2)
    await flushed
    expect(order).toEqual(['two of three', 'flushed'])
  })

  it('refuses what is not confirmed when it closes, and all that comes later', async () => {
    const sent = ['a', 'b', 'c'].map(send)
    await producer.close()
    for (const one of [...sent, send('d')]) expect((await failureOf(one)).code).toBe('SLUICE-BROKER-CLOSED')
  })

  it('that is opened while it closes is closed', async () => {
    const opening = Promise.withResolvers<NativeProducer>()
    let closed = 0
    const late = new PulsarProducer({ topic: 't', address: 'a', window: 1, openNative: () => opening.promise })
    const opened = late.open()
    await late.close()
    const close = async () => {
      closed += 1
      return null
    }
    opening.resolve({ close } as unknown as NativeProducer)
    expect((await failureOf(opened)).code).toBe('SLUICE-BROKER-CLOSED')
    expect(closed).toBe(1)
  })
})
