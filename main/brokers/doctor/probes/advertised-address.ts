import { readTopic, topicPath } from '../../web-service.ts'
import { type Endpoint, endpointOf, endpointText, type Reach, reach } from '../endpoint.ts'
import { failed, notTried, type Outcome, ok, type Probe, warning } from '../probe.ts'
import type { Subject } from '../subject.ts'

/** Topics asked for until one has an owner that we may know. */
const mostTopics = 3

/**
 * The broker that owns a topic, under the address it tells its clients, must be reachable from here. `topics` are those of the
 * document; any will do.
 */
export function advertisedAddressProbe(subject: Subject, topics: readonly string[]): Probe {
  return {
    key: 'advertised-address',
    id: 'advertised-address',
    title: 'the address that brokers advertise',
    needs: ['authentication'],
    limitMs: 7_000,
    place: subject.place('serviceUrl'),
    async run(signal) {
      const api = await subject.api()
      let last = 0
      for (const topic of [...topics.slice(0, mostTopics), 'public/default/sluice-doctor']) {
        const answer = await api.get(`/lookup/v2/topic/${topicPath(readTopic(topic).name)}`, signal)
        if (answer.status === 200) return judge(subject, answer.json as Lookup, signal)
        last = answer.status
      }
      return notTried(`No broker is told for a topic (HTTP ${last}), so its address is not known.`)
    },
  }
}

interface Lookup {
  readonly brokerUrl?: string | null
  readonly brokerUrlTls?: string | null
  /** The name that 4.0.8 uses. */
  readonly brokerUrlSsl?: string | null
}

async function judge(subject: Subject, answer: Lookup, signal: AbortSignal): Promise<Outcome> {
  const { isEncrypted, endpoints } = subject.service()
  const url = isEncrypted ? answer.brokerUrlTls || answer.brokerUrlSsl : answer.brokerUrl
  if (!url) return nothingAdvertised(isEncrypted)
  const at = endpointOf(url, isEncrypted ? 6651 : 6650)
  const found = await reach(at, signal)
  const detail = { advertised: url }
  if (found.state === 'open') {
    const isSame = endpoints.some((own) => own.host === at.host && own.port === at.port)
    return ok(
      `Topics are served at ${url}, ${isSame ? 'the address of the service URL' : 'which takes connections'}.`,
      { detail },
    )
  }
  if (await isProxy(subject, signal))
    return ok(`Behind the service URL is a proxy: clients go through it, and need not reach ${url}.`, { detail })
  return unreachable(at, found, await subject.usesNative(), detail)
}

/** Pulsar's proxy has this path, with or without leave to look at it; brokers have not. */
async function isProxy(subject: Subject, signal: AbortSignal): Promise<boolean> {
  const { status } = await (await subject.api()).get('/proxy-stats/connections', signal)
  return [200, 401, 403].includes(status)
}

function nothingAdvertised(isEncrypted: boolean): Outcome {
  const kind = isEncrypted ? 'encrypted' : 'plain'
  return warning('SLUICE-ADVERTISED-ADDRESS', `The broker of a topic advertises no ${kind} address.`, {
    fix: `Set ${isEncrypted ? 'brokerServicePortTls' : 'brokerServicePort'} at the broker, or use the other kind of service URL.`,
  })
}

function unreachable(
  at: Endpoint,
  found: Exclude<Reach, { state: 'open' }>,
  isNeeded: boolean,
  detail: object,
): Outcome {
  const inside =
    found.state === 'unknown-host' || !/[.:]/.test(at.host)
      ? ' That looks like a name that is known inside Docker or Kubernetes only.'
      : ''
  const sentence = `The broker tells its clients to come to ${endpointText(at)}, which cannot be reached from here (${found.reason}).${inside}`
  const rest = {
    fix:
      'At the broker, set advertisedAddress to a name that clients reach, or, with several networks, advertisedListeners ' +
      `(external:pulsar://localhost:6650 with bindAddresses) and ask for that listener.`,
    detail: { ...detail, host: at.host, port: at.port, reason: found.reason },
  }
  if (isNeeded) return failed('SLUICE-ADVERTISED-ADDRESS', sentence, rest)
  return warning('SLUICE-ADVERTISED-ADDRESS', `${sentence} Over WebSocket it works all the same.`, rest)
}
