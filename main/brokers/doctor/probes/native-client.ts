import { failed, note, ok, type Probe } from '../probe.ts'
import type { Subject } from '../subject.ts'

/** Whether the native client can be loaded here, and what follows for the connection's transport. */
export function nativeClientProbe(subject: Subject): Probe {
  return {
    key: 'native-client',
    id: 'native-client',
    title: 'the native client',
    needs: [],
    limitMs: 16_000,
    place: subject.place('transport'),
    async run() {
      const { available, reason } = await subject.native()
      const { transport } = subject.connection
      const detail = { available, reason, transport }
      if (available) {
        const use = transport === 'websocket' ? 'but the connection asks for WebSocket' : 'and is used'
        return ok(`The native Pulsar client can be loaded, ${use}.`, { detail })
      }
      const sentence = `The native Pulsar client cannot be used here: ${reason.replace(/\.$/, '')}.`
      if (transport === 'native') {
        const fix = 'Set the transport of the connection to "websocket" or "auto".'
        return failed('SLUICE-TRANSPORT-UNAVAILABLE', sentence, { fix, detail })
      }
      if (transport === 'websocket') return ok(`${sentence} The connection asks for WebSocket anyway.`, { detail })
      return note('SLUICE-TRANSPORT-UNAVAILABLE', `${sentence} The WebSocket API is used instead.`, { detail })
    },
  }
}
