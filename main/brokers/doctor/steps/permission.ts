import { namespaceOf, parseTopicName } from '../../topic-name.ts'
import { topicPath } from '../../web-service.ts'
import { failed, notTried, type Outcome, ok, type Probe } from '../probe.ts'
import type { Subject } from '../subject.ts'
import { placeOf, type Reading, stepText, type Writing } from './steps.ts'
import { adminPath } from './topic-facts.ts'

/** Whether our role may consume: only then it may list subscriptions. */
export function consumePermissionProbe({ node, topic, field }: Reading, subject: Subject): Probe {
  return {
    key: `permission ${node.id} ${topic}`,
    id: 'permission',
    title: `permission to consume from ${topic}`,
    needs: ['authentication'],
    place: placeOf(node, field),
    async run(signal) {
      const { status, reason } = await (await subject.api()).get(`${adminPath(topic)}/subscriptions`, signal)
      const what = `${stepText(node)}: our role may`
      if (status === 200) return ok(`${what} consume from ${topic}.`)
      if (status === 401 || status === 403)
        return forbidden(`${what} not consume from ${topic}`, topic, 'consume', reason)
      return notTried(
        `${stepText(node)}: whether our role may consume from ${topic} is not told before the topic exists.`,
      )
    },
  }
}

/** Whether our role may produce. Asked with a value that is refused after permissions were looked at, and before anything is made. */
export function producePermissionProbe({ node, topic, field }: Writing, subject: Subject): Probe {
  return {
    key: `permission ${node.id} ${topic}`,
    id: 'permission',
    title: `permission to produce to ${topic}`,
    needs: ['authentication', 'web-socket'],
    place: placeOf(node, field),
    async run(signal) {
      const path = `/ws/v2/producer/${topicPath(parseTopicName(topic))}?compressionType=DOCTOR`
      const { status, reason } = await (await subject.api()).upgrade(path, signal)
      const what = `${stepText(node)}: our role may`
      if (status === 400) return ok(`${what} produce to ${topic}.`)
      if (status === 401 || status === 403)
        return forbidden(`${what} not produce to ${topic}`, topic, 'produce', reason)
      return notTried(`${stepText(node)}: whether our role may produce to ${topic} is not told (HTTP ${status}).`)
    },
  }
}

function forbidden(sentence: string, topic: string, action: string, reason: string): Outcome {
  return failed('SLUICE-NOT-AUTHORISED', `${sentence}${reason && ` (${reason.replace(/\.$/, '')})`}.`, {
    fix: `Grant the role ${action}: pulsar-admin namespaces grant-permission ${namespaceOf(topic)} --role ROLE --actions ${action}.`,
  })
}
