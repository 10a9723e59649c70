import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import type { Broker } from '../../engine/ports.ts'
import { brokerContract } from '../../engine/testing/broker-contract.ts'
import { liveClock } from '../../engine/testing/live-clock.ts'
import { openEmbeddedBroker } from './embedded-broker.ts'

const directories = new Map<Broker, string>()

async function openIn(directory: string): Promise<Broker> {
  const broker = await openEmbeddedBroker({ directory, clock: liveClock })
  directories.set(broker, directory)
  return broker
}

brokerContract('embedded, on disk', {
  open: async () => openIn(await mkdtemp(join(tmpdir(), 'sluice-broker-'))),
  async restart(broker) {
    await broker.close()
    return openIn(directories.get(broker)!)
  },
})

afterAll(async () => {
  for (const directory of directories.values()) await rm(directory, { recursive: true, force: true })
})
