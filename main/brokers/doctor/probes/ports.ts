import { type Endpoint, endpointText, type Reach, reach } from '../endpoint.ts'
import { failed, type Outcome, ok, type Probe, warning } from '../probe.ts'
import type { Subject } from '../subject.ts'

/** Name and TCP of the hosts of the service URL. They are needed by the native client only. */
export function servicePortProbe(subject: Subject): Probe {
  return {
    key: 'service-port',
    id: 'service-port',
    title: 'a TCP connection to the service URL',
    needs: ['address'],
    limitMs: 7_000,
    place: subject.place('serviceUrl'),
    async run(signal) {
      const { endpoints } = subject.service()
      if (endpoints.length === 0) return ok('The service URL is a web address: no other port is used.')
      const found = await Promise.all(endpoints.map(async (at) => ({ at, found: await reach(at, signal) })))
      const open = found.filter((each) => each.found.state === 'open')
      if (open.length === found.length) return ok(`${list(endpoints)} takes connections.`)
      const closed = found.filter((each) => each.found.state !== 'open')
      const isNeeded = open.length === 0 && (await subject.usesNative())
      return closed.map(({ at, found: why }) => explain(at, why, 'serviceUrl', isNeeded, open.length === 0))
    },
  }
}

/** Name and TCP of the web address, where admin calls and WebSockets go. */
export function webPortProbe(subject: Subject): Probe {
  return {
    key: 'web-port',
    id: 'web-port',
    title: 'a TCP connection to the web address',
    needs: ['address'],
    place: subject.place('webServiceUrl'),
    async run(signal) {
      const { endpoint } = subject.web()
      const found = await reach(endpoint, signal)
      if (found.state === 'open') return ok(`${endpointText(endpoint)} takes connections.`)
      return explain(endpoint, found, 'webServiceUrl', true, true)
    },
  }
}

const words = {
  'unknown-host': {
    code: 'SLUICE-HOST-UNKNOWN',
    what: ({ host }: Endpoint) => `There is no host "${host}", as far as this machine knows`,
    fix: 'Check the spelling, and whether the name is known outside the network of the cluster (Docker, Kubernetes, VPN).',
  },
  refused: {
    code: 'SLUICE-PORT-CLOSED',
    what: (at: Endpoint) => `Nothing listens at ${endpointText(at)}`,
    fix: 'Start Pulsar, or correct the port',
  },
  silent: {
    code: 'SLUICE-PORT-SILENT',
    what: (at: Endpoint) => `${endpointText(at)} does not answer at all`,
    fix: 'A firewall or a wrong address swallows what is sent: check the network and the address',
  },
} as const

function explain(at: Endpoint, found: Reach, field: string, isNeeded: boolean, stops: boolean): Outcome {
  if (found.state === 'open') return ok(`${endpointText(at)} takes connections.`)
  const { code, what, fix } = words[found.state]
  const sentence = `${what(at)} (${found.reason}).`
  const rest = { fix: `${fix.replace(/\.$/, '')}, in "${field}" of the connection.`, detail: { ...at }, stops }
  if (isNeeded) return failed(code, sentence, rest)
  return warning(code, `${sentence} Over WebSocket it is not needed; the native client would need it.`, rest)
}

function list(endpoints: readonly Endpoint[]): string {
  return endpoints.map(endpointText).join(', ')
}
