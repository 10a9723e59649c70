import type { Place } from '../../../../shared/graph/diagnostic.ts'
import type { DrawnNode } from '../../../../shared/graph/drawing.ts'
import { fullTopicName } from '../../../../shared/operators/lib/topic-name.ts'
import { namespaceOf } from '../../topic-name.ts'
import { notTried, type Outcome, ok, type Probe, warning } from '../probe.ts'
import type { Subject } from '../subject.ts'
import { placeOf, type Steps } from './steps.ts'
import type { TopicBook } from './topic-facts.ts'

/** A topic that messages are given up to. */
export interface DeadLetterTopic {
  readonly topic: string
  readonly place: Place
  /** Made together with the topic; `''` for none. */
  readonly firstSubscription: string
}

/** Of the sources' policies, and of the document where anything uses it. `names` are the names of the connection. */
export function deadLetterTopics(steps: Steps, names: readonly string[]): readonly DeadLetterTopic[] {
  const { settings, nodes } = steps.drawing.filled
  const ofSources = steps.readings.flatMap(({ node, topic, subscription, consumer }) => {
    const { deadLetterPolicy: policy } = consumer
    if (policy === undefined) return []
    const named = policy.deadLetterTopic || `${topic}-${subscription}-DLQ`
    return [
      {
        topic: fullTopicName(named),
        place: placeOf(node, ['consumer', 'deadLetterPolicy']),
        firstSubscription: policy.initialSubscriptionName,
      },
    ]
  })
  const isUsed = settings.unhandledErrors === 'dead-letter' || nodes.some(({ onError }) => onError === 'dead-letter')
  const { deadLetter } = settings
  if (!isUsed || deadLetter === undefined || !names.includes(deadLetter.connection)) return ofSources
  const place = { field: ['settings', 'deadLetter', 'topic'] }
  return [...ofSources, { topic: fullTopicName(deadLetter.topic), place, firstSubscription: '' }]
}

/** Without a subscription and without retention, Pulsar deletes what is written: dead letters would be gone before anyone looks. */
export function deadLettersProbe(letter: DeadLetterTopic, steps: Steps, subject: Subject, book: TopicBook): Probe {
  const { topic, place } = letter
  return {
    key: `dead-letters ${topic} ${JSON.stringify(place)}`,
    id: 'dead-letters',
    title: `the dead-letter topic ${topic}`,
    needs: ['authentication'],
    limitMs: 6_000,
    place,
    async run(signal) {
      const reader = steps.readings.find((reading) => reading.topic === topic)?.node
      if (reader !== undefined || letter.firstSubscription !== '') return keptBySubscription(letter, reader)
      const facts = await book.facts(topic, signal)
      if (facts.state === 'there' && Object.keys(facts.subscriptions).length > 0)
        return ok(`The dead-letter topic ${topic} has a subscription that keeps what is written.`)
      if (facts.state === 'hidden')
        return notTried(`The dead-letter topic ${topic} cannot be looked at: our role may not.`)
      return judge(topic, await retention(topic, subject, signal))
    },
  }
}

function keptBySubscription({ topic, firstSubscription }: DeadLetterTopic, reader: DrawnNode | undefined): Outcome {
  const by =
    reader === undefined ? `the subscription "${firstSubscription}" made with it` : `the subscription of "${reader.id}"`
  return ok(`The dead-letter topic ${topic} is kept by ${by}.`)
}

type Retention = 'some' | 'none' | 'hidden'

async function retention(topic: string, subject: Subject, signal: AbortSignal): Promise<Retention> {
  const path = `/admin/v2/namespaces/${namespaceOf(topic)}/retention`
  const { status, json } = await (await subject.api()).get(path, signal)
  if (status === 401 || status === 403) return 'hidden'
  const { retentionTimeInMinutes = 0, retentionSizeInMB = 0 } = (json ?? {}) as Readonly<Record<string, number>>
  return retentionTimeInMinutes !== 0 && retentionSizeInMB !== 0 ? 'some' : 'none'
}

function judge(topic: string, kept: Retention): Outcome {
  if (kept === 'some')
    return ok(`The dead-letter topic ${topic} has no subscription, but its namespace retains messages.`)
  const unless =
    kept === 'hidden'
      ? ', unless its namespace has a retention, which our role may not look at'
      : ', and its namespace has no retention'
  return warning(
    'SLUICE-DEAD-LETTERS-LOST',
    `The dead-letter topic ${topic} has no subscription${unless}: Pulsar deletes what is written there before anyone has seen it.`,
    {
      fix: `Name a first subscription in the dead-letter policy, create one (pulsar-admin topics create-subscription ${topic} -s keep), or set a retention.`,
      detail: { topic, retention: kept },
    },
  )
}
