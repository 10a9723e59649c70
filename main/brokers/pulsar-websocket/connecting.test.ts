import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openSecurity } from '../security/security.ts'
import { until } from '../testing/fake-pulsar.ts'
import { failureOf, openScene, outgoing, page, type Scene } from '../testing/scene.ts'
import { silentLog } from '../testing/silent-log.ts'

const subscription = {
  topics: ['orders'],
  subscription: 'audit',
  type: 'Exclusive',
  initialPosition: 'Earliest',
} as const

let scene: Scene
beforeEach(async () => {
  scene = await openScene()
})
afterEach(() => scene.close())

describe('the first connection', () => {
  it('fails in bounded time when nothing listens, saying where and what to do', async () => {
    await scene.pulsar.goAway()
    const startedAt = Date.now()
    const failure = await failureOf(scene.broker.produce({ topic: 'orders' }))
    expect(Date.now() - startedAt).toBeLessThan(600)
    expect(failure.code).toBe('SLUICE-BROKER-AWAY')
    expect(failure.message).toContain(new URL(scene.pulsar.webServiceUrl).host)
    expect(failure.message).toMatch(/Is it running.*webServiceUrl.*--set WEB_SERVICE_URL=/)
  })

  it('is tried again while there is time', async () => {
    await scene.pulsar.goAway()
    const producing = scene.broker.produce({ topic: 'orders' })
    setTimeout(() => void scene.pulsar.comeBack(), 60)
    expect((await producing).topic).toBe('persistent://public/default/orders')
  })

  it.each([
    [
      400,
      'Invalid query params: Invalid subscriptionType Foo',
      'SLUICE-BROKER-REFUSED',
      /HTTP 400, Invalid query params/,
    ],
    [401, 'Authentication required', 'SLUICE-NOT-AUTHENTICATED', /token/],
    [403, 'Not authorized', 'SLUICE-NOT-AUTHORISED', /permission/],
    [404, 'Namespace not found', 'SLUICE-TOPIC-NOT-FOUND', /Create the tenant, namespace or topic/],
    [404, 'Not Found', 'SLUICE-BROKER-REFUSED', /webSocketServiceEnabled/],
    [409, 'Exclusive consumer is already connected', 'SLUICE-SUBSCRIPTION-BUSY', /already connected/],
    [500, 'Subscription does not exist', 'SLUICE-BROKER-REFUSED', /Subscription does not exist/],
    [500, 'Namespace not found', 'SLUICE-TOPIC-NOT-FOUND', /HTTP 500, Namespace not found/],
    [503, 'Unavailable', 'SLUICE-BROKER-BUSY', /tried again/],
  ])('refused with %i "%s" is %s', async (status, reason, code, sentence) => {
    scene.pulsar.refuse(page(status, reason))
    const failure = await failureOf(scene.broker.subscribe(subscription))
    expect(failure.code).toBe(code)
    expect(failure.message).toMatch(sentence)
    expect(failure.message).toContain('the subscription "audit" of persistent://public/default/orders')
  })

  it('says whose name is taken when a producer is refused', async () => {
    scene.pulsar.refuse(page(409, 'Producer with name is already connected'))
    expect((await failureOf(scene.broker.produce({ topic: 'orders' }))).code).toBe('SLUICE-PRODUCER-BUSY')
  })

  it('asks once when the answer is final, and again when it may pass', async () => {
    scene.pulsar.refuse(page(403, 'Not authorized'))
    await failureOf(scene.broker.produce({ topic: 'orders' }))
    expect(scene.pulsar.upgrades).toBe(1)
    scene.pulsar.refuse(page(500, 'Topic is being loaded'))
    setTimeout(() => scene.pulsar.refuse(null), 50)
    await scene.broker.produce({ topic: 'orders' })
    expect(scene.pulsar.upgrades).toBeGreaterThan(2)
  })

  it('leaves nothing open when one of several topics is refused', async () => {
    scene.pulsar.refuse(page(403, 'Not authorized'), 'secret')
    const failure = await failureOf(scene.broker.subscribe({ ...subscription, topics: ['orders', 'secret'] }))
    expect(failure.message).toContain('public/default/secret')
    await until(() => (scene.pulsar.sockets.some((socket) => socket.isOpen) ? undefined : true))
  })
})

describe('a lost connection', () => {
  it('is mended however long it takes', async () => {
    const producer = await scene.broker.produce({ topic: 'orders' })
    await scene.pulsar.goAway()
    await new Promise((resolve) => setTimeout(resolve, 500))
    await scene.pulsar.comeBack()
    const sent = producer.send(outgoing('x'))
    const socket = await scene.pulsar.socket(1)
    const [frame] = await socket.received(1)
    socket.send({ result: 'ok', messageId: 'CAUQADAA', context: frame.context })
    expect(await sent).toBe('5:0:-1:-1')
  })

  it.each([[400], [401], [403]])('that is refused with %i is given up at once', async (status) => {
    const consumer = await scene.broker.subscribe(subscription)
    scene.pulsar.refuse(page(status, 'No longer'))
    ;(await scene.pulsar.socket(0)).break()
    const failure = await failureOf(consumer.pull(1).then(() => consumer.pull(1)))
    expect(failure.message).toMatch(/No longer/)
  })

  it('that is refused as busy waits for the old connection to be forgotten', async () => {
    const consumer = await scene.broker.subscribe(subscription)
    scene.pulsar.refuse(page(409, 'Exclusive consumer is already connected'))
    ;(await scene.pulsar.socket(0)).break()
    setTimeout(() => scene.pulsar.refuse(null), 60)
    expect(await consumer.pull(1)).toEqual([])
    expect((await scene.pulsar.socket(1)).path).toContain('/consumer/')
  })

  it('that stays refused as busy is given up after a while', async () => {
    const consumer = await scene.broker.subscribe(subscription)
    scene.pulsar.refuse(page(409, 'Exclusive consumer is already connected'))
    ;(await scene.pulsar.socket(0)).break()
    const pulls = async () => {
      for (;;) await consumer.pull(1)
    }
    expect((await failureOf(pulls())).code).toBe('SLUICE-SUBSCRIPTION-BUSY')
  })

  it.each([
    [1001, 'code 1001, it is shutting down'],
    [1006, 'code 1006, the connection broke off without a farewell'],
    [1008, 'code 1008, it found that a rule was broken: why'],
    [1009, 'code 1009, a frame was larger than its webSocketMaxTextFrameSize: why'],
    [1011, 'code 1011, it failed on its side: why'],
  ])('with code %i is mended, and the log says what the code means', async (code, reason) => {
    await scene.close()
    const said: unknown[] = []
    const log = { ...silentLog, warn: (_: string, fields?: object) => said.push(fields) }
    scene = await openScene({ log })
    await scene.broker.subscribe(subscription)
    const socket = await scene.pulsar.socket(0)
    if (code === 1006) socket.break()
    else socket.close(code, code === 1001 ? '' : 'why')
    expect((await scene.pulsar.socket(1)).path).toContain('/consumer/')
    expect(said).toEqual([{ reason }])
  })

  it('again and again, as soon as it is there, is made again ever more slowly', async () => {
    await scene.close()
    scene = await openScene({ timings: { firstPause: 20, longestPause: 3_000 } })
    await scene.broker.subscribe(subscription)
    const times: number[] = []
    for (let index = 0; index < 6; index += 1) {
      ;(await scene.pulsar.socket(index)).close(1011)
      times.push(Date.now())
    }
    expect(times[5]! - times[4]!).toBeGreaterThan(200)
  })

  it('is noticed by its silence', async () => {
    await scene.close()
    scene = await openScene({ timings: { ping: 20 } })
    await scene.broker.produce({ topic: 'orders' })
    const socket = await scene.pulsar.socket(0)
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(scene.pulsar.sockets).toHaveLength(1)
    socket.freeze()
    await scene.pulsar.socket(1)
  })

  it('is made again when a frame cannot be understood', async () => {
    await scene.broker.subscribe(subscription)
    ;(await scene.pulsar.socket(0)).sendText('<html>')
    await scene.pulsar.socket(1)
  })

  it('is not mended any more once its owner is closed', async () => {
    const producer = await scene.broker.produce({ topic: 'orders' })
    await scene.pulsar.goAway()
    await new Promise((resolve) => setTimeout(resolve, 60))
    await producer.close()
    await scene.pulsar.comeBack()
    await new Promise((resolve) => setTimeout(resolve, 150))
    expect(scene.pulsar.upgrades).toBe(1)
  })
})

describe('authentication', () => {
  it('sends the token as a header and never in the address', async () => {
    await scene.close()
    scene = await openScene({ security: await openSecurity({ auth: { type: 'token', token: 'abc.def' } }) })
    await scene.broker.produce({ topic: 'orders' })
    const socket = await scene.pulsar.socket(0)
    expect(socket.authorization).toBe('Bearer abc.def')
    expect([...socket.query.values()].join()).not.toContain('abc')
  })

  it('sends no header without a token', async () => {
    await scene.broker.produce({ topic: 'orders' })
    expect((await until(() => scene.pulsar.sockets[0])).authorization).toBeUndefined()
  })
})
