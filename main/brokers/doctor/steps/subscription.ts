import { failed, note, type Outcome, ok, type Probe, warning } from '../probe.ts'
import { placeOf, type Reading, stepText } from './steps.ts'
import { count } from './topic.ts'
import type { SubscriptionFacts, TopicBook } from './topic-facts.ts'

/** Messages that wait, from which on it is worth a word. */
const largeBacklog = 100_000

/** What of the subscription is there already: its type, who else is on it, how much waits, and where a new one begins. */
export function subscriptionProbe(reading: Reading, book: TopicBook, topicKey: string): Probe {
  const { node, topic, subscription } = reading
  return {
    key: `subscription ${node.id} ${topic}`,
    id: 'subscription',
    title: `the subscription "${subscription}"`,
    needs: [topicKey],
    limitMs: 6_000,
    place: placeOf(node, ['subscriptionName']),
    async run(signal) {
      const facts = await book.facts(topic, signal)
      if (facts.state !== 'there') return []
      const found = facts.subscriptions[subscription]
      if (found === undefined) return beginning(reading, await book.entries(topic, signal))
      return [attached(reading, found), ...waiting(reading, found)]
    },
  }
}

function beginning(reading: Reading, entries: number | null): Outcome {
  const { node, topic, subscription, consumer } = reading
  const subject = `${stepText(node)} will make the subscription "${subscription}" on ${topic}`
  const there =
    entries === null
      ? 'what is there already'
      : `the ${count(entries, 'entry', 'entries')} there already (each a message or a batch)`
  if (consumer.subscriptionInitialPosition === 'Earliest') return ok(`${subject}, and begins with ${there}.`)
  if (entries === 0) return ok(`${subject}; nothing is stored there yet.`)
  return warning('SLUICE-START-LATEST', `${subject}, which begins at Latest: you will see nothing of ${there}.`, {
    fix: 'Set "Starts at" to Earliest if you want those too.',
    place: placeOf(node, ['consumer', 'subscriptionInitialPosition']),
    detail: { topic, subscription, entries },
  })
}

function attached({ node, topic, subscription, consumer }: Reading, found: SubscriptionFacts): Outcome {
  const asked = consumer.consumerType
  const type = found.type?.replace('_', '') ?? null
  const subject = `${stepText(node)}: the subscription "${subscription}" on ${topic}`
  const detail = { topic, subscription, asked, type, consumers: found.consumers }
  if (found.consumers === 0 || type === null) return ok(`${subject} is there, and nobody is attached.`, { detail })
  const others = count(found.consumers, 'consumer')
  if (type !== asked) {
    return failed(
      'SLUICE-SUBSCRIPTION-TYPE',
      `${subject} is ${type} now, with ${others}; the step asks for ${asked} and would be refused.`,
      {
        fix: `Set the type to ${type}, take another subscription, or stop the others.`,
        place: placeOf(node, ['consumer', 'consumerType']),
        detail,
      },
    )
  }
  if (type === 'Exclusive') {
    return failed(
      'SLUICE-TOPIC-BUSY',
      `${subject} is Exclusive, and another consumer is on it: the step would be refused.`,
      {
        fix: 'Stop the other one, or use a type that allows several: Failover, KeyShared, Shared.',
        detail,
      },
    )
  }
  return note(
    'SLUICE-SUBSCRIPTION-SHARED',
    `${subject} has ${others} already: messages are divided with ${found.consumers === 1 ? 'it' : 'them'}.`,
    { detail },
  )
}

function waiting({ node, topic, subscription }: Reading, { backlog }: SubscriptionFacts): readonly Outcome[] {
  if (backlog < largeBacklog) return []
  const sentence = `${stepText(node)}: ${count(backlog, 'message')} wait in the subscription "${subscription}" of ${topic}, and come first.`
  return [
    note('SLUICE-BACKLOG-LARGE', sentence, {
      fix: 'If they are of no use, skip them (pulsar-admin topics skip-all), or begin with a new subscription.',
      detail: { topic, subscription, backlog },
    }),
  ]
}
