import type { SampleRandom } from './random.ts'
import type { TemplateName } from './template-names.ts'
import { cities, eventTypes, pages, paymentMethods, products, sentences, tenants } from './words.ts'

/** What a template is given for one message. */
export interface SampleScene {
  readonly random: SampleRandom
  readonly index: number
  /** Number of the key, from 0: one device, one user, one customer. */
  readonly keyNumber: number
  /** Epoch milliseconds. */
  readonly eventTime: number
}

/** A message's content; the key is that of the device, user or customer. */
export interface SampleContent {
  readonly key: string
  readonly value: Readonly<Record<string, unknown>>
}

/** The connector's templates. Each key keeps its own place, tenant and kind, so that keyed steps have something to find. */
export const templates: Readonly<Record<TemplateName, (scene: SampleScene) => SampleContent>> = {
  simple: ({ random, index, keyNumber, eventTime }) => ({
    key: `key-${keyNumber}`,
    value: { id: index + 1, message: random.pick(sentences), timestamp: eventTime },
  }),

  sensor({ random, keyNumber, eventTime }) {
    const device = `sensor-${String(keyNumber + 1).padStart(3, '0')}`
    const { city } = cities[keyNumber % cities.length]!
    return {
      key: device,
      value: {
        device_id: device,
        sensor_type: 'climate',
        temperature: random.number(14, 41, 1),
        humidity: random.number(20, 95, 1),
        battery: random.integer(5, 100),
        location: city,
        timestamp: eventTime,
      },
    }
  },

  event({ random, keyNumber, eventTime }) {
    const user = `user-${keyNumber + 1}`
    const { country, region } = cities[keyNumber % cities.length]!
    return {
      key: user,
      value: {
        event_id: random.uuid(),
        event_type: random.pick(eventTypes),
        user_id: user,
        ...tenants[keyNumber % tenants.length]!,
        region,
        country,
        page: random.pick(pages),
        duration_ms: random.integer(20, 4_000),
        timestamp: eventTime,
      },
    }
  },

  transaction({ random, index, keyNumber, eventTime }) {
    const customer = `customer-${keyNumber + 1}`
    const { country, currency } = cities[keyNumber % cities.length]!
    const items = Array.from({ length: random.integer(1, 3) }, () => orderLine(random))
    const total = Math.round(items.reduce((sum, item) => sum + item.price * item.quantity, 0) * 100) / 100
    return {
      key: customer,
      value: {
        order_id: `order-${String(index + 1).padStart(6, '0')}`,
        customer_id: customer,
        tenant_id: tenants[keyNumber % tenants.length]!.tenant_id,
        items,
        total,
        currency,
        country,
        payment_method: random.pick(paymentMethods),
        timestamp: eventTime,
      },
    }
  },
}

function orderLine(random: SampleRandom) {
  return { ...random.pick(products), quantity: random.integer(1, 3) }
}
