import { describe, expect, it } from 'vitest'
import type { Delivery } from '../ports.ts'
import { HandedOut } from './handed-out.ts'

const delivery = (messageId: string, id: unknown = messageId, topic = 'orders'): Delivery => ({
  id,
  messageId,
  topic,
  payload: new Uint8Array(0),
  key: null,
  orderingKey: null,
  properties: {},
  publishTime: 0,
  eventTime: null,
  redeliveryCount: 0,
})

describe('what a source has handed out', () => {
  it('is not admitted again while it is on its way, not even within one batch', () => {
    const handedOut = new HandedOut()
    const [one, two, three] = [delivery('1:1'), delivery('1:2'), delivery('1:3')]
    expect(handedOut.admit([one, two])).toEqual([one, two])
    expect(handedOut.admit([one, three, delivery('1:3', 'again'), two])).toEqual([three])
  })

  it('is told apart by its topic', () => {
    const handedOut = new HandedOut()
    handedOut.admit([delivery('1:1', 1, 'orders')])
    expect(handedOut.admit([delivery('1:1', 2, 'returns')])).toHaveLength(1)
    expect(handedOut.admit([delivery('1:1', 3, 'orders')])).toHaveLength(0)
  })

  it('is settled under every id it came by, each once', () => {
    const handedOut = new HandedOut()
    const [one, two] = [delivery('1:1', 'a'), delivery('1:2', 'b')]
    handedOut.admit([one, two])
    handedOut.admit([delivery('1:1', 'c')])
    handedOut.admit([delivery('1:1', 'd')])
    expect(handedOut.settle([two, one])).toEqual(['b', 'a', 'c', 'd'])
    expect(handedOut.settle([one])).toEqual(['a'])
  })

  it('is admitted when it comes after it was settled', () => {
    const handedOut = new HandedOut()
    const one = delivery('1:1')
    handedOut.admit([one])
    handedOut.settle([one])
    expect(handedOut.admit([one])).toEqual([one])
  })
})
