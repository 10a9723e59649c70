import { describe, it } from 'vitest'
import { liveClock } from '../../engine/testing/live-clock.ts'
import { expectPoisonToBeGivenUp } from '../testing/poison-scenario.ts'
import { openEmbeddedBroker } from './embedded-broker.ts'

describe('a message that no step can work on', () => {
  it.each(['Exclusive', 'Failover', 'Shared', 'KeyShared'] as const)(
    'goes to the dead-letter topic after its redeliveries: %s',
    async (type) => {
      const broker = await openEmbeddedBroker({ clock: liveClock })
      await expectPoisonToBeGivenUp(broker, type)
      await broker.close()
    },
  )
})
