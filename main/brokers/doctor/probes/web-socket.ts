import { endpointText } from '../endpoint.ts'
import { failed, note, type Outcome, ok, type Probe } from '../probe.ts'
import type { Subject } from '../subject.ts'
import type { WebAnswer } from '../web-api.ts'

/** Refused for its bad value before anything is made, so that nothing but an answer comes of it. */
const path = '/ws/v2/consumer/persistent/public/default/sluice-doctor/sluice-doctor?receiverQueueSize=doctor'

/** Whether WebSockets get through, and the service for them is on. */
export function webSocketProbe(subject: Subject): Probe {
  return {
    key: 'web-socket',
    id: 'web-socket',
    title: 'the WebSocket API',
    needs: ['authentication'],
    limitMs: 7_000,
    place: subject.place('transport'),
    async run(signal) {
      const at = endpointText(subject.web().endpoint)
      const answer = await (await subject.api()).upgrade(path, signal)
      const problem = problemOf(answer, at)
      if (problem === null) return ok(`The WebSocket API of ${at} is on.`)
      if (!(await subject.usesNative())) return problem
      return note(problem.code!, `${problem.sentence} The native client does not need it.`, {
        detail: problem.detail ?? {},
      })
    },
  }
}

function problemOf({ status, reason }: WebAnswer, at: string): Outcome | null {
  const detail = { status, reason }
  if (status === 404 && !/namespace|topic/i.test(reason)) {
    return failed('SLUICE-WEB-SOCKET-OFF', `${at} has no WebSocket API (HTTP 404): the service is off there.`, {
      fix: 'Set webSocketServiceEnabled=true at the broker, or point "webServiceUrl" to where the WebSocket service runs.',
      detail,
    })
  }
  if ([101, 400, 401, 403, 404, 409, 500].includes(status)) return null
  return failed('SLUICE-WEB-SOCKET-OFF', `WebSockets do not get through to ${at}: it answers HTTP ${status}.`, {
    fix: 'If there is a proxy or load balancer in between, let it pass on "Upgrade: websocket".',
    detail,
  })
}
