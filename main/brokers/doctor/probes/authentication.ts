import { endpointText } from '../endpoint.ts'
import { failed, note, type Outcome, ok, type Probe } from '../probe.ts'
import type { Subject } from '../subject.ts'

/** Whether the broker takes who we say we are, and whether it looks at all. */
export function authenticationProbe(subject: Subject): Probe {
  return {
    key: 'authentication',
    id: 'authentication',
    title: 'authentication',
    needs: ['pulsar', 'credentials'],
    place: subject.place('auth'),
    async run(signal) {
      const api = await subject.api()
      const names = Object.keys(await (await subject.security()).headers()).length > 0
      const [ours, nobody] = await Promise.all([
        api.get('/admin/v2/clusters', signal),
        names ? api.get('/admin/v2/clusters', signal, 'none') : null,
      ])
      const at = endpointText(subject.web().endpoint)
      return ours.status === 200 ? letIn(at, nobody?.status ?? null) : refused(subject, at, ours.status, names)
    },
  }
}

/** `withoutStatus`: what someone without credentials is told; null when we are that someone. */
function letIn(at: string, withoutStatus: number | null): Outcome {
  if (withoutStatus === null) return ok(`${at} lets everybody in, and the connection names no user.`)
  if (withoutStatus !== 200) return ok(`${at} takes our credentials, and lets nobody in without some.`)
  return note('SLUICE-AUTHENTICATION-OFF', `${at} lets everybody in: our credentials are sent, but not looked at.`, {
    fix: 'Remove "auth" from the connection, or turn authenticationEnabled on at the broker.',
  })
}

function refused({ connection }: Subject, at: string, status: number, names: boolean): Outcome {
  const detail = { status }
  if (status === 403) {
    const fix = "Give the user's role permissions, or take another user."
    return failed('SLUICE-NOT-AUTHORISED', `${at} knows who we are, and lets us do nothing.`, { fix, detail })
  }
  if (!names) {
    const fix =
      'Set "auth" of the connection, for example to a token: {"type": "token", "token": "${secret:PULSAR_TOKEN}"}.'
    return failed('SLUICE-NOT-AUTHENTICATED', `${at} wants to know who we are, and the connection says nothing.`, {
      fix,
      detail,
    })
  }
  const kind = connection.auth?.type === 'basic' ? 'name and password' : 'token'
  return failed('SLUICE-NOT-AUTHENTICATED', `${at} does not take the ${kind} of the connection.`, {
    fix: `The ${kind} may be wrong, expired, or of another cluster: get a new one, and check "auth" of the connection.`,
    detail,
  })
}
