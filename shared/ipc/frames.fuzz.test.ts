import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { connect, createRelay, serve } from './channel.ts'
import { defineContract } from './contract.ts'
import { memoryTransports } from './memory-transport.ts'

const echo = defineContract({
  name: 'echo',
  calls: { say: { params: z.object({ text: z.string() }), result: z.string() } },
  streams: { repeat: { params: z.object({ text: z.string() }), event: z.string() } },
})
const handlers = {
  calls: { say: ({ text }: { text: string }) => text },
  streams: {
    repeat: ({ text }: { text: string }, sink: { event(event: string): void }) => {
      sink.event(text)
      return () => {}
    },
  },
}

/** Frames that are nearly right: the right fields, filled with anything. */
const nearFrame = fc.record(
  {
    type: fc.constantFrom('call', 'open', 'close', 'ok', 'failed', 'event', 'end', 'toString'),
    contract: fc.constantFrom('echo', 'other', '__proto__', ''),
    id: fc.oneof(fc.nat(5), fc.constantFrom(-1, 0.5, Number.MAX_SAFE_INTEGER)),
    name: fc.constantFrom('say', 'repeat', 'constructor', '__proto__', ''),
    params: fc.oneof(fc.constant({ text: 'hi' }), fc.jsonValue()),
    result: fc.jsonValue(),
    event: fc.jsonValue(),
    failure: fc.oneof(fc.constant({ code: 'X', message: 'x' }), fc.jsonValue()),
  },
  { requiredKeys: ['type'] },
)
const frames = fc.array(fc.oneof({ weight: 9, arbitrary: nearFrame }, fc.jsonValue()), { maxLength: 20 })
const settle = () => new Promise(setImmediate)

describe('Frames from a hostile peer', () => {
  it('never make the serving side throw or answer wrongly to others', async () => {
    await fc.assert(
      fc.asyncProperty(frames, async (hostile) => {
        const relay = createRelay('echo', { code: 'LOST', message: 'Lost.' })
        const [service, inside] = memoryTransports()
        serve(echo, handlers, inside)
        relay.connect(service)
        const [attacker, first] = memoryTransports()
        const [friend, second] = memoryTransports()
        relay.attach(first)
        relay.attach(second)
        for (const frame of hostile) attacker.send(frame)
        expect(await connect(echo, friend).call('say', { text: 'still here' })).toBe('still here')
      }),
      { numRuns: 300, seed: 7 },
    )
  })

  it('never make the calling side throw, and never leave it waiting once the peer is gone', async () => {
    await fc.assert(
      fc.asyncProperty(frames, async (hostile) => {
        const [page, home] = memoryTransports()
        const client = connect(echo, page)
        const call = client.call('say', { text: 'hello' }).catch((error: Error) => error.name)
        let ended = 0
        client.open('repeat', { text: 'hello' }, { event: () => {}, end: () => ended++ })
        for (const frame of hostile) home.send(frame)
        await settle()
        home.close()
        expect(['FailureError', 'string']).toContain(
          await call.then((result) => (result === 'FailureError' ? result : typeof result)),
        )
        expect(ended).toBe(1)
      }),
      { numRuns: 300, seed: 7 },
    )
  })
})
