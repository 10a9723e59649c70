import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { connect, createRelay, serve } from './channel.ts'
import { defineContract, type StreamSink } from './contract.ts'
import type { Failure } from './failure.ts'
import { memoryTransports } from './memory-transport.ts'
import { eventually } from './testing/eventually.ts'

const clock = defineContract({
  name: 'clock',
  calls: {
    time: { params: z.object({}), result: z.string() },
    never: { params: z.object({}), result: z.string() },
  },
  streams: { ticks: { params: z.object({}), event: z.string() } },
})
const lost: Failure = { code: 'SLUICE-ENGINE-GONE', message: 'The engine stopped.' }
const refusal: Failure = { code: 'SLUICE-ENGINE-GIVEN-UP', message: 'The engine will not start.' }

function createClock(name: string) {
  const sinks = new Set<StreamSink<string>>()
  const [outside, inside] = memoryTransports()
  serve(
    clock,
    {
      calls: { time: () => name, never: () => new Promise<string>(() => {}) },
      streams: {
        ticks: (_params, sink) => {
          sinks.add(sink)
          sink.event(name)
          return () => sinks.delete(sink)
        },
      },
    },
    inside,
  )
  return { transport: outside, crash: () => inside.close(), sinks }
}

function createCaller(relay: ReturnType<typeof createRelay>) {
  const [page, home] = memoryTransports()
  relay.attach(home)
  const client = connect(clock, page)
  const follow = () => {
    const events: string[] = []
    const ended = Promise.withResolvers<Failure | undefined>()
    const subscription = client.open('ticks', {}, { event: (event) => events.push(event), end: ended.resolve })
    return { events, ended: ended.promise, close: () => subscription.close() }
  }
  return { client, follow, leave: () => page.close(), home }
}

const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'no failure',
    (error) => error.failure.code as string,
  )

describe('A relay', () => {
  it('gives every caller the answers to its own calls, although callers choose the same ids', async () => {
    const relay = createRelay('clock', lost)
    const service = createClock('noon')
    relay.connect(service.transport)
    const callers = [createCaller(relay), createCaller(relay), createCaller(relay)]
    const streams = callers.map((caller) => caller.follow())
    expect(await Promise.all(callers.map((caller) => caller.client.call('time', {})))).toEqual(['noon', 'noon', 'noon'])
    await eventually(() => expect(streams.map((stream) => stream.events)).toEqual([['noon'], ['noon'], ['noon']]))
    expect(service.sinks.size).toBe(3)
  })

  it('keeps what is asked while there is no service, in order, and asks it then', async () => {
    const relay = createRelay('clock', lost)
    const caller = createCaller(relay)
    const early = caller.client.call('time', {})
    const stream = caller.follow()
    await Promise.resolve()
    relay.connect(createClock('dawn').transport)
    expect(await early).toBe('dawn')
    await eventually(() => expect(stream.events).toEqual(['dawn']))
  })

  it('forgets a waiting stream that its caller closed', async () => {
    const relay = createRelay('clock', lost)
    const caller = createCaller(relay)
    const stream = caller.follow()
    stream.close()
    await new Promise(setImmediate)
    const service = createClock('dawn')
    relay.connect(service.transport)
    await caller.client.call('time', {})
    expect(service.sinks.size).toBe(0)
  })

  it('fails everything open at once when the service is gone, and goes on with the next', async () => {
    const relay = createRelay('clock', lost)
    const first = createClock('first')
    relay.connect(first.transport)
    const caller = createCaller(relay)
    const call = codeOf(caller.client.call('never', {}))
    const stream = caller.follow()
    await eventually(() => expect(stream.events).toEqual(['first']))
    first.crash()
    expect(await call).toBe('SLUICE-ENGINE-GONE')
    expect((await stream.ended)?.code).toBe('SLUICE-ENGINE-GONE')
    const later = caller.client.call('time', {})
    relay.connect(createClock('second').transport)
    expect(await later).toBe('second')
  })

  it('refuses what waits and what comes when there will be no service', async () => {
    const relay = createRelay('clock', lost)
    const caller = createCaller(relay)
    const waiting = codeOf(caller.client.call('time', {}))
    await new Promise(setImmediate)
    relay.refuse(refusal)
    expect(await waiting).toBe('SLUICE-ENGINE-GIVEN-UP')
    expect(await codeOf(caller.client.call('time', {}))).toBe('SLUICE-ENGINE-GIVEN-UP')
    expect((await caller.follow().ended)?.code).toBe('SLUICE-ENGINE-GIVEN-UP')
  })

  it('closes the streams of a caller that leaves, and no others', async () => {
    const relay = createRelay('clock', lost)
    const service = createClock('noon')
    relay.connect(service.transport)
    const [staying, leaving] = [createCaller(relay), createCaller(relay)]
    const kept = staying.follow()
    leaving.follow()
    await eventually(() => expect(service.sinks.size).toBe(2))
    leaving.leave()
    await eventually(() => expect(service.sinks.size).toBe(1))
    for (const sink of service.sinks) sink.event('still')
    await eventually(() => expect(kept.events).toEqual(['noon', 'still']))
  })

  it('ends the stream of a caller that does not keep up, and closes it at the service', async () => {
    const relay = createRelay('clock', lost)
    const service = createClock('noon')
    relay.connect(service.transport)
    const caller = createCaller(relay)
    const stream = caller.follow()
    await eventually(() => expect(stream.events).toEqual(['noon']))
    caller.home.congested = () => true
    for (const sink of service.sinks) sink.event('too much')
    expect((await stream.ended)?.code).toBe('SLUICE-SLOW-CONSUMER')
    await eventually(() => expect(service.sinks.size).toBe(0))
    expect(stream.events).toEqual(['noon'])
  })
})
