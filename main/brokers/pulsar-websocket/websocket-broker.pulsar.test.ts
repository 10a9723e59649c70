import { describe, inject, it } from 'vitest'
import type {} from '../../../testing/real-pulsar/shared-broker.ts'
import { brokerContract } from '../../engine/testing/broker-contract.ts'
import { webSocketDifferences } from '../testing/differences.ts'
import { silentLog } from '../testing/silent-log.ts'
import { openWebSocketBroker } from './websocket-broker.ts'

const realPulsar = inject('realPulsar')

if ('reason' in realPulsar) {
  describe('broker contract: Pulsar over WebSocket', () => {
    it.skip(`not run: ${realPulsar.reason}`, () => {})
  })
} else {
  const { webServiceUrl } = realPulsar
  const open = async () => openWebSocketBroker({ webServiceUrl, log: silentLog })
  brokerContract('Pulsar over WebSocket', {
    open,
    async restart(broker) {
      await broker.close()
      return open()
    },
    differences: webSocketDifferences,
  })
}
