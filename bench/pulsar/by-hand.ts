import WebSocket from 'ws'
import type { Job } from './cases.ts'

/**
 * The loop one would write instead, for these cases alone: no reconnecting, no time-outs, no counters. Reads by permits, works on the
 * bytes, acknowledges on the receipt. `node by-hand.ts JOB`, a Job as JSON; ends when all is acknowledged.
 */
const job = JSON.parse(process.argv[2]!) as Job
const base = `${job.webServiceUrl.replace('http', 'ws')}/ws/v2`
const permits = 1_000
const producerQuery =
  'batchingEnabled=true&batchingMaxMessages=1000&batchingMaxPublishDelay=10&maxPendingMessages=1000&sendTimeoutMillis=30000'

function open(path: string): Promise<WebSocket> {
  const socket = new WebSocket(`${base}${path}`, { perMessageDeflate: false })
  return new Promise((resolve, reject) => socket.once('open', () => resolve(socket)).once('error', reject))
}

/** Message ids by the number of their send. */
const waiting = new Map<string, string>()
const producers = new Map<string, Promise<WebSocket>>()
let sends = 0
let done = 0

const consumer = await open(
  `/consumer/persistent/public/default/${job.input}/${job.subscription}` +
    '?pullMode=true&subscriptionType=Exclusive&subscriptionInitialPosition=Earliest&receiverQueueSize=1000',
)
const permit = (permitMessages: number) => consumer.send(JSON.stringify({ type: 'permit', permitMessages }))

function acknowledge(messageId: string): void {
  consumer.send(JSON.stringify({ messageId }))
  if (++done % (permits / 2) === 0) permit(permits / 2)
  if (done === job.count) void end()
}

function producerOf(topic: string): Promise<WebSocket> {
  const known = producers.get(topic)
  if (known) return known
  const opening = open(`/producer/persistent/public/default/${topic}?${producerQuery}`)
  producers.set(topic, opening)
  void opening.then((socket) =>
    socket.on('message', (data) => {
      const { result, context } = JSON.parse(data.toString())
      if (result !== 'ok') throw new Error(data.toString())
      acknowledge(waiting.get(context)!)
      waiting.delete(context)
    }),
  )
  return opening
}

const single = job.case === 'fan' ? null : await producerOf(job.output)

function send(socket: WebSocket, messageId: string, payload: Buffer, key: string): void {
  const context = String(sends++)
  waiting.set(context, messageId)
  socket.send(JSON.stringify({ payload: payload.toString('base64'), context, key }))
}

consumer.on('message', (data) => {
  const { messageId, payload, key } = JSON.parse(data.toString())
  const bytes = Buffer.from(payload, 'base64')
  if (job.case === 'relay') send(single!, messageId, bytes, key)
  else if (job.case === 'fan') {
    void producerOf(`${job.output}-${key}`).then((socket) => send(socket, messageId, bytes, key))
  } else {
    const order = JSON.parse(bytes.toString())
    if (!order.kept) return acknowledge(messageId)
    const total = order.amount * order.quantity
    send(single!, messageId, Buffer.from(JSON.stringify({ ...order, total, large: total > 2_000 })), key)
  }
})
permit(permits)

/** Pulsar does not answer acknowledgements; a closing handshake comes after them. */
async function end(): Promise<void> {
  const sockets = [consumer, ...(await Promise.all(producers.values()))]
  for (const socket of sockets) socket.close()
}
