import WebSocket from 'ws'
import { openWebSocketBroker } from '../main/brokers/pulsar-websocket/websocket-broker.ts'
import type { Consumer, Producer } from '../main/engine/ports.ts'
import { startRealPulsar } from '../testing/real-pulsar/real-pulsar.ts'

/**
 * Messages a second to and from a real Pulsar through our transport, beside a minimal loop over `ws` written by hand for
 * this one case: no reconnecting, no time-outs, one topic. Rounds take turns; the ratio of the medians should be 0.9 or
 * more; one run swings by some 15 %. The broker is the slower side, so the processor time of this process says more about
 * the transport than the rate. `node bench/pulsar-websocket.ts [messages] [rounds]`
 */
const messages = Number(process.argv[2] ?? 20_000)
const rounds = Number(process.argv[3] ?? 9)
const bytes = 300
const window = 1_000
const payload = new Uint8Array(bytes).map((_, index) => (index * 97) % 251)

interface Figure {
  readonly perSecond: number
  /** Processor time of this process for one message, in microseconds. */
  readonly cpu: number
}

/** Opens what it needs, does the work on a topic, closes; the figure is of the work alone. */
type Work = (topic: string) => Promise<Figure>

const outgoing = {
  payload,
  key: null,
  orderingKey: null,
  properties: {},
  eventTime: null,
  sequenceId: null,
  deliverAt: null,
}

async function sendAll(producer: Producer): Promise<void> {
  let next = 0
  const lane = async () => {
    while (next++ < messages) await producer.send(outgoing)
  }
  await Promise.all(Array.from({ length: window }, lane))
}

async function consumeAll(consumer: Consumer): Promise<void> {
  for (let seen = 0; seen < messages; ) {
    const came = await consumer.pull(window)
    seen += came.length
    void consumer.ack(came.map((delivery) => delivery.id))
  }
}

function openByHand(path: string): Promise<WebSocket> {
  const socket = new WebSocket(`${base}${path}`, { perMessageDeflate: false })
  return new Promise((resolve, reject) => socket.once('open', () => resolve(socket)).once('error', reject))
}

function closeByHand(socket: WebSocket): Promise<void> {
  return new Promise((resolve) => socket.once('close', () => resolve()).close())
}

/** As little as it takes: a window of frames, an answer lets the next one go. */
function sendByHand(socket: WebSocket): Promise<void> {
  let next = 0
  let confirmed = 0
  const send = () => {
    if (next++ >= messages) return
    socket.send(JSON.stringify({ payload: Buffer.from(payload).toString('base64'), context: String(next) }))
  }
  return new Promise((resolve, reject) => {
    socket.on('message', (data) => {
      if (JSON.parse(data.toString()).result !== 'ok') reject(new Error(data.toString()))
      if (++confirmed === messages) resolve()
      else send()
    })
    for (let at = 0; at < window; at++) send()
  })
}

function consumeByHand(socket: WebSocket): Promise<void> {
  let seen = 0
  const permit = (permitMessages: number) => socket.send(JSON.stringify({ type: 'permit', permitMessages }))
  return new Promise((resolve) => {
    socket.on('message', (data) => {
      const { messageId, payload } = JSON.parse(data.toString())
      if (Buffer.from(payload, 'base64').length !== bytes) throw new Error('A payload of another size came.')
      socket.send(JSON.stringify({ messageId }))
      if (++seen === messages) resolve()
      else if (seen % (window / 2) === 0) permit(window / 2)
    })
    permit(window)
  })
}

async function measure(work: () => Promise<void>): Promise<Figure> {
  const cpuBefore = process.cpuUsage()
  const startedAt = performance.now()
  await work()
  const seconds = (performance.now() - startedAt) / 1000
  const { user, system } = process.cpuUsage(cpuBefore)
  return { perSecond: messages / seconds, cpu: (user + system) / messages }
}

function handWritten(path: (topic: string) => string, work: (socket: WebSocket) => Promise<void>): Work {
  return async (topic) => {
    const socket = await openByHand(path(`persistent/public/default/${topic}`))
    const figure = await measure(() => work(socket))
    await closeByHand(socket)
    return figure
  }
}

const ours: Record<string, Work> = {
  async produce(topic) {
    const producer = await broker.produce({ topic })
    const figure = await measure(() => sendAll(producer))
    await producer.close()
    return figure
  },
  async consume(topic) {
    const consumer = await subscribe(topic)
    const figure = await measure(() => consumeAll(consumer))
    await consumer.close()
    return figure
  },
}

const byHand: Record<string, Work> = {
  produce: handWritten((topic) => `/producer/${topic}`, sendByHand),
  consume: handWritten((topic) => `/consumer/${topic}/s?pullMode=true&receiverQueueSize=1000`, consumeByHand),
}

function subscribe(topic: string): Promise<Consumer> {
  const options = {
    subscription: 's',
    type: 'Exclusive',
    initialPosition: 'Earliest',
    receiverQueueSize: window,
  } as const
  return broker.subscribe({ topics: [topic], ...options })
}

const pulsar = await startRealPulsar()
const base = `${pulsar.webServiceUrl.replace('http', 'ws')}/ws/v2`
const log = { info: () => {}, warn: console.warn, error: console.error }
const broker = openWebSocketBroker({ webServiceUrl: pulsar.webServiceUrl, log })
const figures: Record<string, { ours: Figure[]; byHand: Figure[] }> = {
  produce: { ours: [], byHand: [] },
  consume: { ours: [], byHand: [] },
}

// The first round warms up both sides and is not kept.
for (let round = 0; round <= rounds; round++) {
  for (const [way, works] of Object.entries({ byHand, ours })) {
    const topic = `bench-${round}-${way}`
    await (await subscribe(topic)).close()
    for (const [what, kept] of Object.entries(figures)) {
      const figure = await works[what]!(topic)
      if (round > 0) kept[way as keyof typeof kept].push(figure)
    }
  }
}
for (const [what, kept] of Object.entries(figures)) {
  const [ours, byHand] = [summary(kept.ours), summary(kept.byHand)]
  console.log(`${what.padEnd(8)} ours    ${ours.text}`)
  console.log(`${what.padEnd(8)} by hand ${byHand.text}`)
  console.log(`${what.padEnd(8)} ratio   ${(ours.perSecond / byHand.perSecond).toFixed(2)}\n`)
}
await broker.close()
await pulsar.kill()
await pulsar.stop()

/** Medians, and the rates of all rounds in order. */
function summary(kept: readonly Figure[]): Figure & { readonly text: string } {
  const perSecond = median(kept.map((figure) => figure.perSecond))
  const cpu = median(kept.map((figure) => figure.cpu))
  const rates = kept.map((figure) => Math.round(figure.perSecond).toLocaleString('en')).join(' ')
  return { perSecond, cpu, text: `${rates} msg/s, ${cpu.toFixed(1)} µs of processor a message` }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!
}
