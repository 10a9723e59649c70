import { expect } from 'vitest'
import type { Delivery } from '../../main/engine/ports.ts'
import { type Evidence, jsonOf } from './proof.ts'

/** Where an example writes what it read, and what tells its messages apart on both sides; null for those that are not followed. */
interface Trail {
  readonly input: string
  readonly outputs: (topics: readonly string[]) => readonly string[]
  readonly idOf: (delivery: Delivery) => string | null
}

const orderId = (delivery: Delivery) => (delivery.properties.error_code ? null : jsonOf(delivery).order_id)
const only =
  (...names: readonly string[]) =>
  (topics: readonly string[]) =>
    topics.filter((topic) => names.includes(topic))

const trails: Readonly<Record<string, Trail>> = {
  'getting-started': { input: 'input-topic', outputs: only('output-topic'), idOf: orderId },
  'high-performance': {
    input: 'iot-sensors',
    outputs: only('processed-sensors'),
    idOf: (delivery) => {
      const { device_id, sensor_id = device_id, timestamp } = jsonOf(delivery)
      return `${sensor_id} ${timestamp}`
    },
  },
  'message-tracking': {
    input: 'tracking-input',
    outputs: only('tracked-high', 'tracked-normal', 'tracked-low'),
    idOf: (delivery) => (delivery.payload[0] === 0x7b ? orderId(delivery) : null),
  },
  'multi-tenant': {
    input: 'tenant-events',
    outputs: (topics) => topics.filter((topic) => topic !== 'tenant-events'),
    idOf: (delivery) => jsonOf(delivery).event_id,
  },
  'production-ready': { input: 'orders', outputs: only('processed-orders', 'order-audit'), idOf: orderId },
}

/** Messages of one key stand in each output as they stand in the input. Returns how many neighbours were compared. */
export async function expectKeyOrder(name: string, evidence: Evidence): Promise<number> {
  const { input, outputs, idOf } = trails[name]!
  const places = new Map<string, { readonly key: string | null; readonly place: number }>()
  for (const [place, delivery] of (await evidence.topic(input)).entries()) {
    const id = idOf(delivery)
    if (id !== null) places.set(id, { key: delivery.key, place })
  }
  const short = Object.keys(evidence.report.topics).map((topic) => topic.slice(topic.lastIndexOf('/') + 1))
  let compared = 0
  for (const topic of outputs(short)) {
    const latest = new Map<string | null, number>()
    for (const delivery of await evidence.topic(topic)) {
      const found = places.get(idOf(delivery) ?? '')
      if (found === undefined) throw new Error(`A message of ${topic} is not in ${input}.`)
      const before = latest.get(found.key)
      if (before !== undefined) {
        expect(found.place, `${topic}, key ${found.key}`).toBeGreaterThan(before)
        compared++
      }
      latest.set(found.key, found.place)
    }
  }
  return compared
}
