import type { DrawnNode } from '../../../../shared/graph/drawing.ts'
import { valueAt } from '../../../../shared/graph/explain.ts'
import type { Wiring } from '../../../../shared/graph/order.ts'
import { withoutPartition } from '../../topic-name.ts'
import { readTopic } from '../../web-service.ts'
import { failed, notTried, type Outcome, ok, type Probe } from '../probe.ts'
import type { Subject } from '../subject.ts'
import { placeOf, type Reading, type Steps, stepText } from './steps.ts'

/** Whether the first Deserialize step behind a source reads what the topic's schema says is in it. */
export function schemaProbe(reading: Reading, steps: Steps, subject: Subject, topicKey: string): Probe | null {
  const decoders = decodersBehind(reading.node, steps)
  if (decoders.length === 0) return null
  const { topic, node } = reading
  return {
    key: `schema ${node.id} ${topic}`,
    id: 'schema',
    title: `the schema of ${topic}`,
    needs: [topicKey],
    place: placeOf(node),
    async run(signal) {
      const { name } = readTopic(withoutPartition(topic))
      const path = `/admin/v2/schemas/${name.tenant}/${name.namespace}/${encodeURIComponent(name.local)}/schema`
      const { status, json } = await (await subject.api()).get(path, signal)
      if (status !== 200 && status !== 404) return notTried(`The schema of ${topic} is not told (HTTP ${status}).`)
      const type = status === 404 ? null : String((json as { type?: unknown } | null)?.type ?? '')
      return decoders.map((decoder) => judge(topic, type, decoder))
    },
  }
}

/** Steps that decode, reached without passing another one. */
function decodersBehind({ id }: DrawnNode, { drawing }: Steps): readonly DrawnNode[] {
  const seen = new Set<string>([id])
  const found: DrawnNode[] = []
  const open = nextOf(id, drawing.wiring)
  for (let next = open.shift(); next !== undefined; next = open.shift()) {
    const node = drawing.byId.get(next)
    if (node === undefined || seen.has(next)) continue
    seen.add(next)
    if (node.spec?.id === 'deserialize' && valueAt(node.config, ['target']) !== 'key') found.push(node)
    else open.push(...nextOf(next, drawing.wiring))
  }
  return found
}

function nextOf(id: string, wiring: Wiring): string[] {
  return wiring.outOf(id).flatMap(({ from, to }) => (from.port === 'errors' ? [] : to.node))
}

/** Formats that read what a schema of this type writes; the first is the one to take. */
const readers: Readonly<Record<string, readonly string[]>> = {
  JSON: ['json', 'pulsar-schema', 'string'],
  AVRO: ['avro', 'pulsar-schema'],
  PROTOBUF: ['protobuf'],
  PROTOBUF_NATIVE: ['protobuf'],
  STRING: ['string', 'pulsar-schema', 'json'],
}
const anyReader = ['BYTES', 'NONE']
const numbers = ['INT8', 'INT16', 'INT32', 'INT64', 'FLOAT', 'DOUBLE', 'BOOLEAN']

function judge(topic: string, type: string | null, decoder: DrawnNode): Outcome {
  const serde = String(valueAt(decoder.config, ['serde']))
  const place = placeOf(decoder, ['serde'])
  const detail = { topic, type, serde }
  if (type === null) return withoutSchema(topic, serde, decoder)
  const fitting = numbers.includes(type) ? ['pulsar-schema'] : readers[type]
  const subject = `${stepText(decoder)} reads ${serde}`
  if (serde === 'identity' || anyReader.includes(type) || fitting?.includes(serde)) {
    return ok(`${subject}, which fits the schema of ${topic} (${type}).`, { place, detail })
  }
  const advice = fitting === undefined ? 'identity' : fitting[0]
  return failed(
    'SLUICE-SCHEMA-MISMATCH',
    `${subject}, but the schema of ${topic} is ${type}: every message that keeps to it would be an error.`,
    {
      fix: `Set the format of the step to "${advice}", or read another topic.`,
      place,
      detail,
    },
  )
}

function withoutSchema(topic: string, serde: string, decoder: DrawnNode): Outcome {
  const place = placeOf(decoder, ['serde'])
  if (serde !== 'pulsar-schema') return ok(`${topic} has no schema; ${stepText(decoder)} reads ${serde}.`, { place })
  return failed(
    'SLUICE-SCHEMA-MISSING',
    `${stepText(decoder)} asks for the schema of ${topic}, which has none: every message would be an error.`,
    {
      fix: 'Choose the format by hand, or give the topic a schema.',
      place,
      detail: { topic },
    },
  )
}
