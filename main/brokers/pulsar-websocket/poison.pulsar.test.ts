import { describe, inject, it } from 'vitest'
import type {} from '../../../testing/real-pulsar/shared-broker.ts'
import { expectPoisonToBeGivenUp } from '../testing/poison-scenario.ts'
import { silentLog } from '../testing/silent-log.ts'
import { openWebSocketBroker } from './websocket-broker.ts'

const realPulsar = inject('realPulsar')

describe.skipIf('reason' in realPulsar)('a message that no step can work on, on a real Pulsar', () => {
  it.each(['Exclusive', 'Failover', 'Shared', 'KeyShared'] as const)(
    'goes to the dead-letter topic after its redeliveries: %s',
    async (type) => {
      if ('reason' in realPulsar) return
      const broker = openWebSocketBroker({ webServiceUrl: realPulsar.webServiceUrl, log: silentLog })
      await expectPoisonToBeGivenUp(broker, type)
      await broker.close()
    },
    30_000,
  )
})
