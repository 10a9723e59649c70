import { describe, expect, it } from 'vitest'
import { decodeMessageId, encodeMessageId, parseMessageId, printMessageId } from './message-id.ts'

const print = (wire: string) => printMessageId(decodeMessageId(wire))

describe('message ids', () => {
  it.each([
    ['a plain message', 'CAUQADAA', '5:0:-1:-1'],
    ['a message of a partition', 'CB8QABgCMAA=', '31:0:2:-1'],
    ['the receipt of a batched message', 'CAoQACAAMAA=', '10:0:-1:0'],
    ['the same message as a consumer sees it', 'CAoQACAAMAM=', '10:0:-1:0'],
  ])('prints %s', (_, wire, printed) => {
    expect(print(wire)).toBe(printed)
  })

  it.each([
    '5:0:-1:-1',
    '31:7:2:-1',
    '10:0:-1:3',
    '9223372036854775807:9223372036854775807:9:1',
    '4:-1:-1:-1',
    '268435456:34359738368:-1:-1',
  ])('keeps %s through the wire, up to 64 bits', (printed) => {
    expect(print(encodeMessageId(parseMessageId(printed)!))).toBe(printed)
  })

  it('reads a printed id without partition and batch index', () => {
    expect(parseMessageId('12:3')).toEqual({ ledger: 12n, entry: 3n, partition: -1, batchIndex: -1 })
  })

  it.each(['', 'yesterday', '1', '1:2:3:4:5', '1:x', '99999999999999999999:0'])(
    'takes "%s" for no printed id',
    (text) => {
      expect(parseMessageId(text)).toBeNull()
    },
  )

  it.each(['CA==', '/////////////////w==', 'CIA='])('refuses the wire text %s', (wire) => {
    expect(() => decodeMessageId(wire)).toThrow(RangeError)
  })
})
