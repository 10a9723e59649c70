import { createDrawing } from '../../../shared/graph/drawing.ts'
import type { GraphDocument, PulsarConnection } from '../../../shared/graph/schema.ts'
import { operatorSpecs } from '../../../shared/operators/specs.ts'
import type { DoctorResult } from '../../../shared/run/doctor.ts'
import type { NativeVerdict } from '../pulsar-native/native-client.ts'
import { notTried, type Probe } from './probe.ts'
import { addressProbe } from './probes/address.ts'
import { advertisedAddressProbe } from './probes/advertised-address.ts'
import { authenticationProbe } from './probes/authentication.ts'
import { binaryProbe } from './probes/binary.ts'
import { certificatesProbe, credentialsProbe } from './probes/credentials.ts'
import { nativeClientProbe } from './probes/native-client.ts'
import { servicePortProbe, webPortProbe } from './probes/ports.ts'
import { pulsarProbe } from './probes/pulsar.ts'
import { serviceTlsProbe, webTlsProbe } from './probes/tls.ts'
import { versionProbe } from './probes/version.ts'
import { webSocketProbe } from './probes/web-socket.ts'
import { runProbes } from './run-probes.ts'
import { deadLettersProbe, deadLetterTopics } from './steps/dead-letters.ts'
import { loopsProbe } from './steps/loops.ts'
import { orderProbe } from './steps/order.ts'
import { consumePermissionProbe, producePermissionProbe } from './steps/permission.ts'
import { schemaProbe } from './steps/schema.ts'
import { placeOf, type Steps, stepsOf, stepText } from './steps/steps.ts'
import { subscriptionProbe } from './steps/subscription.ts'
import { topicProbe } from './steps/topic.ts'
import { createTopicBook } from './steps/topic-facts.ts'
import { createSubject, type Subject } from './subject.ts'

export interface DiagnoseOptions {
  /** With parameters and secrets put in. */
  readonly connection: PulsarConnection
  /** Whose steps are looked at too: with parameters and without secrets put in, and without subflows; absent for the connection alone. */
  readonly document?: GraphDocument
  /** Names of the connection in the document. */
  readonly names?: readonly string[]
  readonly native: () => Promise<NativeVerdict>
  readonly signal: AbortSignal
  /** For all probes together. */
  readonly limitMs?: number
  /** Called for each finding, in the order of the list, as soon as it and those before it are known. */
  readonly report: (result: DoctorResult) => void
}

/**
 * Looks at a connection to a Pulsar, and at what the steps of a document want there: from the address over network, TLS and
 * authentication to topics and subscriptions. Changes nothing on the broker. Never rejects for what it finds; ends within
 * `limitMs`, and at once when `signal` is aborted.
 */
export async function diagnosePulsar(options: DiagnoseOptions): Promise<void> {
  const { connection, document, names = [], native } = options
  const subject = createSubject({ connection, name: names[0] ?? null, native })
  const steps = document === undefined ? null : stepsOf(createDrawing(document, operatorSpecs), names)
  try {
    await runProbes(
      [...connectionProbes(subject, steps), ...(steps === null ? [] : stepProbes(subject, steps, names))],
      options,
    )
  } finally {
    subject.close()
  }
}

function connectionProbes(subject: Subject, steps: Steps | null): readonly Probe[] {
  const { serviceUrl, webServiceUrl = '' } = subject.connection
  const isServiceEncrypted = serviceUrl.startsWith('pulsar+ssl:')
  const isWebEncrypted =
    webServiceUrl === '' ? /^(pulsar\+ssl|https):/.test(serviceUrl) : webServiceUrl.startsWith('https:')
  const topics = [...(steps?.readings ?? []), ...(steps?.writings ?? [])].map(({ topic }) => topic)
  return [
    addressProbe(subject),
    ...(subject.connection.tls === undefined ? [] : [certificatesProbe(subject)]),
    credentialsProbe(subject),
    servicePortProbe(subject),
    ...(isServiceEncrypted ? [serviceTlsProbe(subject)] : []),
    binaryProbe(subject),
    webPortProbe(subject),
    ...(isWebEncrypted ? [webTlsProbe(subject)] : []),
    pulsarProbe(subject),
    authenticationProbe(subject),
    versionProbe(subject),
    advertisedAddressProbe(subject, topics),
    webSocketProbe(subject),
    nativeClientProbe(subject),
  ]
}

function stepProbes(subject: Subject, steps: Steps, names: readonly string[]): readonly Probe[] {
  const book = createTopicBook(() => subject.api())
  const readings = steps.readings.flatMap((reading): readonly (Probe | null)[] => {
    const key = `topic ${reading.node.id} ${reading.topic}`
    return [
      topicProbe(key, reading, book),
      consumePermissionProbe(reading, subject),
      schemaProbe(reading, steps, subject, key),
      subscriptionProbe(reading, book, key),
    ]
  })
  const writings = steps.writings.flatMap((writing) => [
    topicProbe(`topic ${writing.node.id} ${writing.topic}`, writing, book),
    producePermissionProbe(writing, subject),
  ])
  const letters = deadLetterTopics(steps, names).map((letter) => deadLettersProbe(letter, steps, subject, book))
  return [
    ...readings.filter((probe) => probe !== null),
    ...writings,
    ...letters,
    unknownTopicsProbe(steps),
    orderProbe(steps),
    loopsProbe(steps),
  ]
}

function unknownTopicsProbe({ unknown }: Steps): Probe {
  return {
    key: 'unknown-topics',
    id: 'topic',
    title: 'topics that are known only later',
    needs: [],
    run: async () =>
      unknown.map((node) =>
        notTried(`${stepText(node)}: its topics are known only when it runs, so they are not looked at.`, {
          place: placeOf(node),
        }),
      ),
  }
}
