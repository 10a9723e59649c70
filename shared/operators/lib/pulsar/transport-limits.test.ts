import { describe, expect, it } from 'vitest'
import { consumerOptions } from './consumer-options.ts'
import { producerOptions } from './producer-options.ts'
import { limitOf, limitOn, type OptionGroup, transportLimits, transports, transportsOf } from './transport-limits.ts'

const groups = { consumer: consumerOptions, producer: producerOptions } as const
const entries = transports.flatMap((transport) =>
  (Object.keys(groups) as OptionGroup[]).flatMap((group) =>
    Object.keys(transportLimits[transport][group]).map((option) => ({ transport, group, option })),
  ),
)

describe('the table of what a transport cannot do', () => {
  it.each(entries)('says of $transport $group.$option why, in whole sentences', ({ transport, group, option }) => {
    expect(limitOf(transport, group, option)?.reason).toMatch(/^[A-Z].+\.$/)
    expect(Object.keys(groups[group].shape)).toContain(option)
  })

  it.each(entries)('names for $transport $group.$option only values that exist', ({ transport, group, option }) => {
    const limit = limitOf(transport, group, option)
    for (const value of limit?.values ?? []) {
      const asFields = [{ [option]: value }, { [option]: Number(value) }]
      expect(asFields.some((fields) => groups[group].safeParse(fields).success)).toBe(true)
    }
  })

  it('holds for the values it names and no others', () => {
    expect(limitOn('websocket', 'producer', 'accessMode', 'Exclusive')?.kind).toBe('refused')
    expect(limitOn('websocket', 'producer', 'accessMode', 'Shared')).toBeNull()
    expect(limitOn('embedded', 'producer', 'hashingScheme', 'JavaStringHash')).toBeNull()
    expect(limitOn('embedded', 'producer', 'compressionType', 'None')).toBeNull()
    expect(limitOn('native', 'consumer', 'receiverQueueSize', 0)?.kind).toBe('no-effect')
    expect(limitOn('native', 'consumer', 'receiverQueueSize', 1)).toBeNull()
  })

  it.each([
    ['readCompacted', false],
    ['keySharedPolicy', { keyShareMode: 'AutoSplit', allowOutOfOrderDelivery: false, stickyRanges: [] }],
    ['properties', {}],
    ['receiverQueueSize', 7],
    ['toString', true],
  ])('has nothing against %s = %j over WebSocket', (option, value) => {
    expect(limitOn('websocket', 'consumer', option, value)).toBeNull()
  })

  it.each([
    ['keySharedPolicy', { keyShareMode: 'Sticky', stickyRanges: [{ start: 0, end: 0 }] }],
    ['keySharedPolicy', { allowOutOfOrderDelivery: true }],
    ['properties', { team: 'orders' }],
    ['maxTotalReceiverQueueSizeAcrossPartitions', 0],
  ])('has something against %s = %j over WebSocket', (option, value) => {
    expect(limitOn('websocket', 'consumer', option, value)).not.toBeNull()
  })
})

it('asks the transport in use first, and the native client for what a connection may take later', () => {
  const pulsar = { type: 'pulsar', serviceUrl: 'pulsar://localhost:6650' } as const
  expect(transportsOf({ type: 'embedded' })).toEqual(['embedded'])
  expect(transportsOf({ ...pulsar, transport: 'auto' })).toEqual(['websocket', 'native'])
  expect(transportsOf({ ...pulsar, transport: 'native' })).toEqual(['native'])
})
