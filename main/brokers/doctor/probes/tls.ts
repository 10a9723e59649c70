import { tlsProblem } from '../../tls-failures.ts'
import { type Endpoint, endpointText, shakeHands } from '../endpoint.ts'
import { failed, type Outcome, ok, type Probe, warning } from '../probe.ts'
import type { Subject } from '../subject.ts'

const soonDays = 14
const dayMs = 86_400_000

/** TLS of the web address: trust, dates, name of the host, and our own certificate where one is asked for. */
export function webTlsProbe(subject: Subject): Probe {
  return {
    key: 'web-tls',
    id: 'tls',
    title: 'TLS at the web address',
    needs: ['web-port', 'certificates'],
    place: subject.place('tls'),
    async run(signal) {
      const { endpoint } = subject.web()
      return handshake(subject, endpoint, true, signal)
    },
  }
}

/** The same for the service URL. */
export function serviceTlsProbe(subject: Subject): Probe {
  return {
    key: 'service-tls',
    id: 'tls',
    title: 'TLS at the service URL',
    limitMs: 7_000,
    needs: ['service-port', 'certificates'],
    place: subject.place('tls'),
    async run(signal) {
      const [endpoint] = subject.service().endpoints
      if (endpoint === undefined) return []
      return handshake(subject, endpoint, await subject.usesNative(), signal)
    },
  }
}

async function handshake(
  subject: Subject,
  endpoint: Endpoint,
  isNeeded: boolean,
  signal: AbortSignal,
): Promise<Outcome> {
  const { tls } = await subject.security()
  const found = await shakeHands(endpoint, tls, signal)
  const at = endpointText(endpoint)
  if (found.state === 'refused') return refused(at, found.reason, isNeeded)
  const days = found.validTo === null ? null : Math.floor((found.validTo.getTime() - Date.now()) / dayMs)
  const detail = { address: at, validTo: found.validTo?.toISOString() ?? null }
  if (days !== null && days < soonDays && found.state === 'trusted') {
    const fix = 'Renew it there in time.'
    return warning('SLUICE-TLS-EXPIRED', `The certificate of ${at} ends in ${days} days.`, { fix, detail })
  }
  if (found.state === 'trusted') return ok(`${at} encrypts, with a certificate that is trusted.`, { detail })
  return warning('SLUICE-TLS-UNCHECKED', `${at} encrypts, but its certificate is not checked ("tls.allowInsecure").`, {
    fix: 'Name the authority in "tls.caFile" instead, so that nobody can stand in between.',
    detail,
  })
}

function refused(at: string, reason: string, isNeeded: boolean): Outcome {
  const problem = tlsProblem(reason)
  const code = problem?.code ?? 'SLUICE-TLS-REFUSED'
  const sentence = `${at} ${problem?.what ?? 'breaks off while encryption is agreed on'} (${reason}).`
  const fix = problem?.advice ?? 'See whether this port encrypts at all, and what its log says.'
  const rest = { fix, detail: { address: at, reason }, stops: true }
  return isNeeded ? failed(code, sentence, rest) : warning(code, sentence, rest)
}
