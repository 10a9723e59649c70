import { describe, expect, it, vi } from 'vitest'
import * as z from 'zod'
import { connect, serve } from './channel.ts'
import { defineContract, type StreamSink } from './contract.ts'
import type { Failure } from './failure.ts'
import { memoryTransports } from './memory-transport.ts'
import { maxOpenPerPeer } from './serve.ts'

const contract = defineContract({
  name: 'test',
  calls: { wait: { params: z.object({}), result: z.unknown() } },
  streams: { flow: { params: z.object({}), event: z.unknown() } },
})

/** A served contract whose only stream is in the test's hands. */
function setUp() {
  const [page, home] = memoryTransports()
  const opening = Promise.withResolvers<void>()
  const cleanUp = vi.fn()
  const sinks: StreamSink<unknown>[] = []
  const served = serve(
    contract,
    {
      calls: { wait: () => new Promise(() => {}) },
      streams: {
        flow: async (_params, sink) => {
          sinks.push(sink)
          await opening.promise
          return cleanUp
        },
      },
    },
    home,
  )
  const client = connect(contract, page)
  const end = vi.fn<(failure?: Failure) => void>()
  const event = vi.fn<(event: unknown) => void>()
  const subscription = client.open('flow', {}, { event, end })
  return { client, served, page, home, sinks, opening, cleanUp, end, event, subscription }
}
const settle = () => new Promise(setImmediate)

describe('A channel', () => {
  it('cleans up a stream that was closed while it was still being opened, once', async () => {
    const { subscription, opening, cleanUp } = setUp()
    await settle()
    subscription.close()
    await settle()
    expect(cleanUp).not.toHaveBeenCalled()
    opening.resolve()
    await settle()
    expect(cleanUp).toHaveBeenCalledTimes(1)
  })

  it('cleans up a stream that its handler ends, once, and says so once', async () => {
    const { sinks, opening, cleanUp, end, page } = setUp()
    opening.resolve()
    await settle()
    sinks[0]!.end({ code: 'SLUICE-TEST', message: 'Enough.' })
    sinks[0]!.end()
    sinks[0]!.event('too late')
    await settle()
    page.close()
    await settle()
    expect(cleanUp).toHaveBeenCalledTimes(1)
    expect(end.mock.calls).toEqual([[{ code: 'SLUICE-TEST', message: 'Enough.' }]])
  })

  it('ends a stream whose reader does not keep up', async () => {
    const { sinks, home, end, event } = setUp()
    await settle()
    home.congested = () => true
    sinks[0]!.event('too much')
    await settle()
    expect(end.mock.calls[0]![0]?.code).toBe('SLUICE-SLOW-CONSUMER')
    expect(event).not.toHaveBeenCalled()
  })

  it('ends a stream whose event cannot be written as JSON', async () => {
    const { sinks, end } = setUp()
    await settle()
    sinks[0]!.event(10n)
    await settle()
    expect(end.mock.calls[0]![0]?.code).toBe('SLUICE-INTERNAL')
  })

  it('refuses parameters that cannot be written as JSON without a word to the other side', async () => {
    const { client } = setUp()
    await expect(client.call('wait', { size: 10n } as never)).rejects.toMatchObject({
      failure: { code: 'SLUICE-BAD-PARAMS' },
    })
  })

  it('refuses more open calls than one peer may have', async () => {
    const { client } = setUp()
    const calls = Array.from({ length: maxOpenPerPeer }, () => client.call('wait', {}))
    await expect(calls.at(-1)).rejects.toMatchObject({ failure: { code: 'SLUICE-TOO-MANY-OPEN' } })
    client.close()
    expect((await Promise.allSettled(calls)).every((call) => call.status === 'rejected')).toBe(true)
  })

  it('ends its own calls and streams on close, and leaves the transport to others', async () => {
    const { client, page, end, opening, cleanUp } = setUp()
    opening.resolve()
    await settle()
    client.close()
    expect(end.mock.calls).toEqual([[undefined]])
    await settle()
    expect(cleanUp).toHaveBeenCalledTimes(1)
    const again = connect(contract, page)
    const call = again.call('wait', {})
    page.close()
    await expect(call).rejects.toMatchObject({ failure: { code: 'SLUICE-PEER-GONE' } })
  })

  it.each([[null], ['frame'], [{}], [{ type: 'call', contract: 'test', id: -1, name: 'wait' }], [{ type: 'shout' }]])(
    'cuts off a peer that says %j',
    async (nonsense) => {
      const { page, end } = setUp()
      await settle()
      page.send(nonsense)
      await settle()
      expect(end.mock.calls[0]![0]?.code).toBe('SLUICE-PEER-GONE')
    },
  )

  it('ignores answers and events that nobody waits for', async () => {
    const { home, event, end } = setUp()
    for (const type of ['ok', 'event', 'end'] as const) home.send({ type, contract: 'test', id: 999 })
    home.send({ type: 'event', contract: 'other', id: 1, event: 'stray' })
    await settle()
    expect(event).not.toHaveBeenCalled()
    expect(end).not.toHaveBeenCalled()
  })
})
