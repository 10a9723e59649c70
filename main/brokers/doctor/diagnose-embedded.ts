import { createDrawing } from '../../../shared/graph/drawing.ts'
import type { GraphDocument } from '../../../shared/graph/schema.ts'
import { operatorSpecs } from '../../../shared/operators/specs.ts'
import type { DoctorResult } from '../../../shared/run/doctor.ts'
import type { Broker, BrokerLease } from '../../engine/ports.ts'
import { note, ok, type Probe, warning } from './probe.ts'
import { runProbes } from './run-probes.ts'
import { loopsProbe } from './steps/loops.ts'
import { orderProbe } from './steps/order.ts'
import { placeOf, type Reading, stepsOf, stepText } from './steps/steps.ts'
import { count } from './steps/topic.ts'

export interface DiagnoseEmbeddedOptions {
  /** Opens the broker of this process. */
  readonly lease: () => Promise<BrokerLease>
  readonly document?: GraphDocument
  readonly names: readonly string[]
  readonly signal: AbortSignal
  readonly report: (result: DoctorResult) => void
}

/** What there is to say of the embedded broker: little, as it has no network, no users and no settings. */
export async function diagnoseEmbedded(options: DiagnoseEmbeddedOptions): Promise<void> {
  const { document, names } = options
  const steps = document === undefined ? null : stepsOf(createDrawing(document, operatorSpecs), names)
  const held = options.lease()
  const broker = held.then((lease) => lease.broker)
  const ofSteps =
    steps === null
      ? []
      : [...steps.readings.map((reading) => startProbe(reading, broker)), orderProbe(steps), loopsProbe(steps)]
  try {
    await runProbes([embeddedProbe(broker), ...ofSteps], options)
  } finally {
    await held.then(
      (lease) => lease.release(),
      () => {},
    )
  }
}

function embeddedProbe(broker: Promise<Broker>): Probe {
  return {
    key: 'embedded',
    id: 'embedded',
    title: 'the embedded broker',
    needs: [],
    async run() {
      await broker
      return ok(
        'The embedded broker opens. It is part of this process: there is no network, no TLS, no user and no schema to look at, and topics are made on first use.',
      )
    },
  }
}

/** A new subscription at Latest sees nothing of what is stored. */
function startProbe({ node, topic, subscription, consumer }: Reading, broker: Promise<Broker>): Probe {
  return {
    key: `start ${node.id} ${topic}`,
    id: 'subscription',
    title: `the topic ${topic}`,
    needs: ['embedded'],
    place: placeOf(node, ['subscriptionName']),
    async run() {
      const stats = await (await broker)
        .admin()
        .topicStats(topic)
        .catch(() => null)
      if (stats === null)
        return note('SLUICE-TOPIC-NEW', `${stepText(node)}: the topic ${topic} is empty or does not exist yet.`)
      const isNew = stats.subscriptions.every(({ name }) => name !== subscription)
      const stored = stats.messages ?? 0
      if (!isNew || stored === 0 || consumer.subscriptionInitialPosition === 'Earliest')
        return ok(`${stepText(node)}: the topic ${topic} is there.`)
      const sentence = `${stepText(node)} will make the subscription "${subscription}" on ${topic}, which begins at Latest: you will see nothing of the ${count(stored, 'message')} there already.`
      return warning('SLUICE-START-LATEST', sentence, {
        fix: 'Set "Starts at" to Earliest if you want those too.',
        place: placeOf(node, ['consumer', 'subscriptionInitialPosition']),
      })
    },
  }
}
