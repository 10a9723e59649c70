import type { Admin, Broker, Logger } from '../../../engine/ports.ts'
import { liveClock } from '../../../engine/testing/live-clock.ts'
import { openEmbeddedBroker } from '../../embedded/embedded-broker.ts'
import { silentLog } from '../../testing/silent-log.ts'
import { createNativeBroker } from '../native-broker.ts'
import { createFakePulsarClient, type FakePulsarClient } from './fake-pulsar-client.ts'

export interface NativeScene {
  readonly fake: FakePulsarClient
  readonly broker: Broker
  /** The broker behind the fake. */
  readonly behind: Broker
  close(): Promise<void>
}

/** A broker over a client that is not real, and what is behind it. */
export async function openNativeScene(log: Logger = silentLog): Promise<NativeScene> {
  const behind = await openEmbeddedBroker({ clock: liveClock })
  const fake = createFakePulsarClient(behind)
  const broker = createNativeBroker(fake.addon, {
    address: '127.0.0.1:6650',
    config: () => ({ serviceUrl: 'pulsar://127.0.0.1:6650' }),
    admin: adminOf(behind),
    log,
    closed: () => {},
    idlePullMs: 100,
  })
  return {
    fake,
    broker,
    behind,
    async close() {
      await broker.close()
      await behind.close()
    },
  }
}

function adminOf(behind: Broker): Admin {
  const admin = behind.admin()
  return { ...admin, brokerFacts: async () => ({ ...(await admin.brokerFacts()), transport: 'native' }) }
}
