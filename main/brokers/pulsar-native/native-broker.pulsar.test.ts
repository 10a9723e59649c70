import { describe, inject, it } from 'vitest'
import type { PulsarConnection } from '../../../shared/graph/schema.ts'
import type {} from '../../../testing/real-pulsar/shared-broker.ts'
import { brokerContract } from '../../engine/testing/broker-contract.ts'
import { noSecurity } from '../security/security.ts'
import { silentLog } from '../testing/silent-log.ts'
import { openNativeBroker } from './native-broker.ts'
import { nativeClient } from './native-client.ts'

const realPulsar = inject('realPulsar')
const { available, reason } = await nativeClient.verdict()

if ('reason' in realPulsar || !available) {
  const why = 'reason' in realPulsar ? realPulsar.reason : `the native Pulsar client does not load: ${reason}`
  console.log(`Native client on a real Pulsar: not run, ${why}.`)
  describe('broker contract: Pulsar by its native client', () => {
    it.skip(`not run: ${why}`, () => {})
  })
} else {
  const { serviceUrl, webServiceUrl } = realPulsar
  const connection: PulsarConnection = { type: 'pulsar', serviceUrl, webServiceUrl, transport: 'native' }
  const parts = { connection, webServiceUrl, security: noSecurity, log: silentLog, native: nativeClient }
  const open = () => openNativeBroker(parts)
  brokerContract('Pulsar by its native client', {
    open,
    async restart(broker) {
      await broker.close()
      return open()
    },
  })
}
