import { greet } from '../binary-hello.ts'
import { endpointText } from '../endpoint.ts'
import { failed, ok, type Probe, warning } from '../probe.ts'
import type { Subject } from '../subject.ts'

/** Whether the service URL leads to the binary protocol, and not to the web port or something else. */
export function binaryProbe(subject: Subject): Probe {
  return {
    key: 'binary',
    id: 'service',
    title: 'a Pulsar behind the service URL',
    needs: ['service-port', 'service-tls', 'certificates'],
    limitMs: 7_000,
    place: subject.place('serviceUrl'),
    async run(signal) {
      const { endpoints, isEncrypted } = subject.service()
      const [endpoint] = endpoints
      if (endpoint === undefined) return []
      const at = endpointText(endpoint)
      const { tls } = await subject.security()
      const limit = AbortSignal.any([signal, AbortSignal.timeout(2_000)])
      const who = await greet(endpoint, isEncrypted ? tls : 'plain', limit)
      if (who === 'pulsar') return ok(`A Pulsar answers at ${at} in its binary protocol.`)
      const what =
        who === 'http' ? 'is a web port, not the binary protocol of a Pulsar' : 'does not answer as a Pulsar does'
      const rest = { fix: 'Correct the port in "serviceUrl": usually 6650, or 6651 with TLS.', detail: { address: at } }
      if (await subject.usesNative()) return failed('SLUICE-NOT-A-PULSAR', `${at} ${what}.`, rest)
      return warning('SLUICE-NOT-A-PULSAR', `${at} ${what}. Over WebSocket it is not needed.`, rest)
    },
  }
}
