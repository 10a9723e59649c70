import { openWebSocketBroker } from '../../main/brokers/pulsar-websocket/websocket-broker.ts'
import { silentLog } from '../../main/brokers/testing/silent-log.ts'
import type { Broker } from '../../main/engine/ports.ts'
import type { RealPulsar } from '../real-pulsar/real-pulsar.ts'
import type { RelayUnderFaults } from './relay-under-faults.ts'

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** So many messages beyond what was in flight must pass before traffic counts as flowing. */
const enough = 100
const limitMs = 60_000

/** A broker that outlives restarts of the server; the caller closes it. */
export function openBroker({ webServiceUrl }: RealPulsar): Broker {
  return openWebSocketBroker({ webServiceUrl, log: silentLog })
}

/** Milliseconds until the relay reads and writes anew, what was in flight not counted. Rejects after a minute. */
export async function untilFlowing(relay: RelayUnderFaults): Promise<number> {
  const startedAt = performance.now()
  const before = await relay.flow()
  for (;;) {
    const now = await relay.flow()
    const took = performance.now() - startedAt
    const isFlowing =
      now.received >= before.received + enough && now.written >= before.written + before.inFlight + enough
    if (isFlowing) return Math.round(took)
    if (took > limitMs) throw new Error(`No traffic for a minute: ${JSON.stringify({ before, now })}`)
    await pause(20)
  }
}

/** Resolves when a relay has written and acknowledged everything in its input; rejects after a minute. */
export async function untilDone(broker: Broker, relay: RelayUnderFaults): Promise<void> {
  const { name, input } = relay.options
  const deadline = performance.now() + limitMs
  for (;;) {
    const { inFlight } = await relay.flow()
    const { subscriptions } = await broker.admin().topicStats(input)
    const backlog = subscriptions.find((subscription) => subscription.name === name)?.backlog
    if (inFlight === 0 && backlog === 0) return
    if (performance.now() > deadline)
      throw new Error(`${name} is not done after a minute: ${inFlight} in flight, ${backlog} not acknowledged.`)
    await pause(100)
  }
}

/** The payloads of a topic, until no more come. */
export async function readAll(broker: Broker, topic: string): Promise<Uint8Array[]> {
  const reader = await broker.read({ topic, from: 'earliest' })
  const payloads: Uint8Array[] = []
  for (let pauses = 0; pauses < 2; ) {
    const batch = await reader.pull(1_000)
    pauses = batch.length === 0 ? pauses + 1 : 0
    for (const { payload } of batch) payloads.push(payload)
  }
  await reader.close()
  return payloads
}

/** Has the broker give a topic up and load it again when it is next asked for, as when it moves to another broker. */
export async function unload({ webServiceUrl }: Pick<RealPulsar, 'webServiceUrl'>, topic: string): Promise<void> {
  const response = await fetch(`${webServiceUrl}/admin/v2/persistent/public/default/${topic}/unload`, { method: 'PUT' })
  if (!response.ok) throw new Error(`${topic} was not unloaded: HTTP ${response.status} ${await response.text()}`)
}
