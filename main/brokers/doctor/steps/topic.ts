import { namespaceOf } from '../../topic-name.ts'
import { failed, note, notTried, type Outcome, ok, type Probe } from '../probe.ts'
import { placeOf, type Reading, stepText, type Writing } from './steps.ts'
import type { TopicBook, TopicFacts } from './topic-facts.ts'

/** Whether the topic is there, or will be made, and in how many partitions. */
export function topicProbe(key: string, step: Reading | Writing, book: TopicBook): Probe {
  const { node, topic, field } = step
  return {
    key,
    id: 'topic',
    title: `the topic ${topic}`,
    needs: ['authentication'],
    limitMs: 6_000,
    place: placeOf(node, field),
    run: async (signal) => judge(step, await book.facts(topic, signal)),
  }
}

function judge(step: Reading | Writing, facts: TopicFacts): Outcome {
  const { node, topic } = step
  const detail = { topic }
  const subject = `${stepText(node)}: the topic ${topic}`
  if (facts.state === 'there') {
    const { partitions, subscriptions } = facts
    const parts = partitions === 0 ? 'has no partitions' : `has ${partitions} partitions`
    const subscribed = Object.keys(subscriptions).length
    return ok(`${subject} is there, ${parts}, and ${count(subscribed, 'subscription')}.`, {
      detail: { ...detail, partitions },
    })
  }
  const { status, reason } = facts.answer
  if (facts.state === 'creatable') {
    return note('SLUICE-TOPIC-NEW', `${subject} does not exist yet. The broker will make it when it is first used.`, {
      detail,
      stops: true,
    })
  }
  if (facts.state === 'missing') {
    return failed('SLUICE-TOPIC-NOT-FOUND', `${subject} does not exist, and the broker makes none by itself there.`, {
      fix: 'Check the spelling, create the topic, or allow automatic creation (allowAutoTopicCreation, or autoTopicCreation of the namespace).',
      detail,
    })
  }
  if (facts.state === 'no-namespace') {
    return failed(
      'SLUICE-NAMESPACE-NOT-FOUND',
      `${subject} cannot be there: there is no namespace ${namespaceOf(topic)}.`,
      {
        fix: 'Check the spelling of tenant and namespace, or create them.',
        detail: { ...detail, reason },
      },
    )
  }
  if (facts.state === 'hidden')
    return notTried(`${subject} cannot be looked at: our role may not (${reason || status}).`, { detail })
  return failed('SLUICE-BROKER-REFUSED', `${subject} cannot be looked at: HTTP ${status}${reason && `, ${reason}`}.`, {
    fix: "The broker's log says more.",
    detail,
  })
}

/** "1 entry", "2,000 entries". */
export function count(number: number, one: string, many = `${one}s`): string {
  return number === 1 ? `1 ${one}` : `${number.toLocaleString('en-US')} ${many}`
}
