import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import * as z from 'zod'
import { connect, serve } from '../channel.ts'
import { type Client, defineContract, type Handlers, type Transport } from '../contract.ts'
import { type Failure, fail } from '../failure.ts'
import { eventually } from './eventually.ts'

/** Both ends of one open connection, and the way to cut it without a goodbye. */
export interface TransportPair {
  readonly caller: Transport
  readonly server: Transport
  /** Breaks the connection as a crash of the serving side would. */
  breakOff(): void
  /** Frees what the pair holds besides the transports. */
  close(): Promise<void> | void
}

const parrot = defineContract({
  name: 'parrot',
  calls: {
    repeat: { params: z.object({ text: z.string(), times: z.number().default(1) }), result: z.string() },
    wait: { params: z.object({ for: z.string() }), result: z.string() },
    refuse: { params: z.object({}), result: z.null() },
    crash: { params: z.object({}), result: z.null() },
    lie: { params: z.object({}), result: z.number() },
  },
  streams: {
    count: { params: z.object({ to: z.number() }), event: z.number() },
    lie: { params: z.object({}), event: z.number() },
    forever: { params: z.object({}), event: z.string() },
  },
})

const owl = defineContract({
  name: 'owl',
  calls: { hoot: { params: z.object({}), result: z.string() } },
  streams: {},
})

/** A served parrot, and a look into it. */
function createParrot() {
  const waiting = new Map<string, (text: string) => void>()
  const speaking = new Set<(word: string) => void>()
  const heard: unknown[] = []
  const handlers: Handlers<typeof parrot> = {
    calls: {
      repeat: (params) => {
        heard.push(params)
        return params.text.repeat(params.times)
      },
      wait: (params) => new Promise((resolve) => waiting.set(params.for, resolve)),
      refuse: () => {
        throw fail('SLUICE-TEST', 'No.', { nodeId: 'perch', detail: { why: 'tired' } })
      },
      crash: () => {
        throw new TypeError('wings is undefined')
      },
      lie: () => 'not a number' as unknown as number,
    },
    streams: {
      count: ({ to }, sink) => {
        for (let number = 1; number <= to; number++) sink.event(number)
        sink.end()
        return () => {}
      },
      lie: (_params, sink) => {
        sink.event('not a number' as unknown as number)
        return () => {}
      },
      forever: (_params, sink) => {
        const say = (word: string) => sink.event(word)
        speaking.add(say)
        return () => speaking.delete(say)
      },
    },
  }
  const say = (word: string) => {
    for (const voice of speaking) voice(word)
  }
  return { handlers, waiting, speaking, heard, say }
}

/** What every transport must carry, however it moves its frames. */
export function transportContract(name: string, open: () => Promise<TransportPair> | TransportPair): void {
  describe(`${name} as a transport`, () => {
    let pair: TransportPair
    let client: Client<typeof parrot>
    let bird: ReturnType<typeof createParrot>

    beforeEach(async () => {
      pair = await open()
      bird = createParrot()
      serve(parrot, bird.handlers, pair.server)
      client = connect(parrot, pair.caller)
    })

    afterEach(async () => {
      pair.caller.close()
      pair.server.close()
      await pair.close()
    })

    const failureOf = (promise: Promise<unknown>): Promise<Failure> =>
      promise.then(
        () => expect.unreachable('it should have failed'),
        (error) => error.failure,
      )

    /** A stream with everything it delivered, and a promise of its end. */
    function collect<Name extends keyof (typeof parrot)['streams']>(stream: Name, params: never) {
      const events: unknown[] = []
      const ended = Promise.withResolvers<Failure | undefined>()
      const endings = vi.fn(ended.resolve)
      const subscription = client.open(stream, params, { event: (event) => events.push(event), end: endings })
      return { events, endings, ended: ended.promise, close: () => subscription.close() }
    }
    const params = (value: object) => value as never

    it('answers a call and fills in the defaults of its parameters', async () => {
      expect(await client.call('repeat', { text: 'ahoy' })).toBe('ahoy')
      expect(bird.heard).toEqual([{ text: 'ahoy', times: 1 }])
    })

    it('delivers calls in the order in which they were made', async () => {
      const texts = Array.from({ length: 200 }, (_, index) => `${index}`)
      expect(await Promise.all(texts.map((text) => client.call('repeat', { text })))).toEqual(texts)
      expect(bird.heard.map((heard) => (heard as { text: string }).text)).toEqual(texts)
    })

    it('answers parallel calls in any order, each to its caller', async () => {
      const first = client.call('wait', { for: 'first' })
      const second = client.call('wait', { for: 'second' })
      await eventually(() => expect(bird.waiting.size).toBe(2))
      bird.waiting.get('second')!('two')
      expect(await second).toBe('two')
      bird.waiting.get('first')!('one')
      expect(await first).toBe('one')
    })

    it('carries a failure with its code, node and details', async () => {
      const failure = await failureOf(client.call('refuse', {}))
      expect(failure).toEqual({ code: 'SLUICE-TEST', message: 'No.', nodeId: 'perch', detail: { why: 'tired' } })
    })

    it('names the call that met a defect, and sends no stack', async () => {
      const failure = await failureOf(client.call('crash', {}))
      expect(failure).toEqual({ code: 'SLUICE-INTERNAL', message: 'parrot.crash: wings is undefined' })
    })

    it('refuses wrong parameters where they arrive, naming the field', async () => {
      const failure = await failureOf(client.call('repeat', { text: 7 as unknown as string }))
      expect(failure.code).toBe('SLUICE-BAD-PARAMS')
      expect(failure.message).toContain('parrot.repeat')
      expect(failure.message).toContain('text')
      expect(bird.heard).toEqual([])
      const stream = collect('count', params({ to: 'ten' }))
      expect((await stream.ended)?.code).toBe('SLUICE-BAD-PARAMS')
    })

    it('refuses an unknown call, an unknown stream and an unknown contract', async () => {
      expect((await failureOf(client.call('toString' as never, {} as never))).code).toBe('SLUICE-UNKNOWN-CALL')
      expect((await collect('constructor' as never, params({})).ended)?.code).toBe('SLUICE-UNKNOWN-CALL')
      const stranger = connect(owl, pair.caller)
      expect((await failureOf(stranger.call('hoot', {}))).code).toBe('SLUICE-UNKNOWN-CALL')
    })

    it('carries several contracts at once', async () => {
      serve(owl, { calls: { hoot: () => 'hoo' }, streams: {} }, pair.server)
      const other = connect(owl, pair.caller)
      expect(await Promise.all([other.call('hoot', {}), client.call('repeat', { text: 'hi' })])).toEqual(['hoo', 'hi'])
    })

    it('does not believe an answer or an event of the wrong form', async () => {
      expect((await failureOf(client.call('lie', {}))).code).toBe('SLUICE-BAD-ANSWER')
      const stream = collect('lie', params({}))
      expect((await stream.ended)?.code).toBe('SLUICE-BAD-ANSWER')
      expect(stream.events).toEqual([])
    })

    it('delivers a stream in order and ends it once, without a failure', async () => {
      const stream = collect('count', params({ to: 5 }))
      expect(await stream.ended).toBeUndefined()
      expect(stream.events).toEqual([1, 2, 3, 4, 5])
      expect(stream.endings).toHaveBeenCalledTimes(1)
    })

    it('delivers ten thousand events', async () => {
      const stream = collect('count', params({ to: 10_000 }))
      await stream.ended
      expect(stream.events).toEqual(Array.from({ length: 10_000 }, (_, index) => index + 1))
    })

    it('stops a stream that its reader closes, and ignores what was still on its way', async () => {
      const stream = collect('forever', params({}))
      await eventually(() => expect(bird.speaking.size).toBe(1))
      bird.say('first')
      await eventually(() => expect(stream.events).toEqual(['first']))
      bird.say('on its way')
      stream.close()
      expect(await stream.ended).toBeUndefined()
      await eventually(() => expect(bird.speaking.size).toBe(0))
      await client.call('repeat', { text: 'still here' })
      expect(stream.events).toEqual(['first'])
    })

    it('carries a frame of two million characters', async () => {
      const text = 'é'.repeat(1_000_000)
      expect(await client.call('repeat', { text, times: 2 })).toBe(text + text)
    })

    it('rejects open calls and ends streams when the other side closes', async () => {
      const call = failureOf(client.call('wait', { for: 'nothing' }))
      const stream = collect('forever', params({}))
      await eventually(() => expect(bird.speaking.size).toBe(1))
      pair.server.close()
      expect((await call).code).toBe('SLUICE-PEER-GONE')
      expect((await stream.ended)?.code).toBe('SLUICE-PEER-GONE')
      expect(bird.speaking.size).toBe(0)
    })

    it('rejects open calls, ends streams, and cleans up behind them when this side closes', async () => {
      const call = failureOf(client.call('wait', { for: 'nothing' }))
      const stream = collect('forever', params({}))
      await eventually(() => expect(bird.speaking.size).toBe(1))
      pair.caller.close()
      expect((await call).code).toBe('SLUICE-PEER-GONE')
      expect((await stream.ended)?.code).toBe('SLUICE-PEER-GONE')
      await eventually(() => expect(bird.speaking.size).toBe(0))
    })

    it('rejects everything when the peer is gone in the middle of a call, and all later calls at once', async () => {
      const calls = ['a', 'b', 'c'].map((text) => failureOf(client.call('wait', { for: text })))
      await eventually(() => expect(bird.waiting.size).toBe(3))
      pair.breakOff()
      for (const call of calls) expect((await call).code).toBe('SLUICE-PEER-GONE')
      expect((await failureOf(client.call('repeat', { text: 'anyone?' }))).code).toBe('SLUICE-PEER-GONE')
      expect((await collect('forever', params({})).ended)?.code).toBe('SLUICE-PEER-GONE')
    })
  })
}
