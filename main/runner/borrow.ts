import type { Broker, BrokerLease } from '../engine/ports.ts'

/** Gives a broker for the time of one call, by the connection it stands behind. */
export type Borrow = <Result>(connection: unknown, use: (broker: Broker) => Promise<Result>) => Promise<Result>

export function borrowing(lease: (connection: unknown) => Promise<BrokerLease>): Borrow {
  return async (connection, use) => {
    const held = await lease(connection)
    try {
      return await use(held.broker)
    } finally {
      await held.release()
    }
  }
}
