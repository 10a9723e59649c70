import { greet } from '../binary-hello.ts'
import { endpointText } from '../endpoint.ts'
import { failed, note, type Outcome, ok, type Probe } from '../probe.ts'
import type { Subject } from '../subject.ts'
import type { WebAnswer } from '../web-api.ts'

/** Whether what answers at the web address is a Pulsar. Asked without credentials: they are nobody else's business. */
export function pulsarProbe(subject: Subject): Probe {
  return {
    key: 'pulsar',
    id: 'pulsar',
    title: 'a Pulsar behind the web address',
    needs: ['web-port', 'web-tls', 'certificates'],
    place: subject.place('webServiceUrl'),
    async run(signal) {
      const { url, endpoint } = subject.web()
      const at = endpointText(endpoint)
      const asked = (await subject.api()).get('/admin/v2/clusters', signal, 'none')
      const answer = await asked.catch((error: NodeJS.ErrnoException) => error)
      if (answer instanceof Error) return noWeb(subject, at, answer, signal)
      return judge(answer, at, url)
    },
  }
}

function judge({ status, json, reason }: WebAnswer, at: string, url: string): Outcome {
  const isPulsar = status === 200 ? isListOfNames(json) : /authentication required|unauthorized to/i.test(reason)
  if (isPulsar) return ok(`A Pulsar answers at ${at}.`)
  if (status === 401 || status === 403) {
    const sentence = `${at} wants to know who is asking (HTTP ${status}) before it shows whether it is a Pulsar.`
    return note('SLUICE-NOT-A-PULSAR', sentence, { detail: { status } })
  }
  if (status >= 500) {
    const fix = 'Wait until it is ready, and look into its log.'
    return failed('SLUICE-BROKER-BUSY', `${at} answers, but cannot serve (HTTP ${status}${reason && `, ${reason}`}).`, {
      fix,
    })
  }
  return failed('SLUICE-NOT-A-PULSAR', `${at} is a web server, but no Pulsar: it knows no ${url}/admin/v2/clusters.`, {
    fix: 'Correct "webServiceUrl": the web service of a broker or proxy, usually port 8080, or 8443 with TLS.',
    detail: { status },
  })
}

/** It may be the port for the binary protocol: a common mistake with a plain answer. */
async function noWeb(
  subject: Subject,
  at: string,
  error: NodeJS.ErrnoException,
  signal: AbortSignal,
): Promise<Outcome> {
  const { endpoint, isEncrypted } = subject.web()
  const { tls } = await subject.security()
  const limit = AbortSignal.any([signal, AbortSignal.timeout(1_500)])
  const who = await greet(endpoint, isEncrypted ? tls : 'plain', limit)
  const what =
    who === 'pulsar' ? 'is the binary port of a Pulsar, not its web port' : 'takes connections, but does not speak HTTP'
  return failed('SLUICE-NOT-A-PULSAR', `${at} ${what} (${error.code ?? error.message}).`, {
    fix: 'Correct "webServiceUrl": the web service of a broker or proxy, usually port 8080, or 8443 with TLS.',
    detail: { reason: error.code ?? error.message },
  })
}

function isListOfNames(json: unknown): boolean {
  return Array.isArray(json) && json.every((each) => typeof each === 'string')
}
