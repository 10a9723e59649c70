import { downstream } from '../../../../shared/graph/order.ts'
import { note, type Outcome, type Probe, warning } from '../probe.ts'
import { placeOf, type Reading, type Steps, stepText, type Writing } from './steps.ts'

/** Topics that a sink of the document writes and a source of it reads: a chain, or a loop in which messages go round for ever. */
export function loopsProbe(steps: Steps): Probe {
  return {
    key: 'loops',
    id: 'loops',
    title: 'the way of messages over topics',
    needs: [],
    run: async () => steps.writings.flatMap((writing) => judge(writing, steps)),
  }
}

function judge(writing: Writing, steps: Steps): readonly Outcome[] {
  const { node, topic } = writing
  const readers = steps.readings.filter((reading) => reading.topic === topic)
  const [first] = readers
  if (first === undefined) return []
  const way = wayBack(readers, writing, steps)
  const place = placeOf(node, ['topic'])
  if (way === null) {
    return [
      note(
        'SLUICE-TOPIC-CHAIN',
        `${stepText(node)} writes to ${topic}, which ${stepText(first.node)} reads: the two are one chain.`,
        { place },
      ),
    ]
  }
  const sentence = `${stepText(node)} writes to ${topic}, and what is read from there comes back to it (${way.join(' → ')}): messages go round for ever.`
  return [
    warning('SLUICE-TOPIC-LOOP', sentence, {
      fix: 'Write to another topic, unless something on the way ends every message.',
      place,
      detail: { topics: way },
    }),
  ]
}

/** Topics from the written one back to it, over any number of sinks and sources; null when there is no such way. */
function wayBack(start: readonly Reading[], { topic, node }: Writing, steps: Steps): readonly string[] | null {
  const open = start.map((reading) => ({ reading, way: [topic] }))
  const seen = new Set<string>()
  for (let next = open.shift(); next !== undefined; next = open.shift()) {
    const { reading, way } = next
    const after = downstream(steps.drawing.document, reading.node.id, steps.drawing.wiring)
    for (const writing of steps.writings) {
      if (!after.has(writing.node.id)) continue
      if (writing.node.id === node.id) return [...way, topic]
      if (seen.has(writing.topic)) continue
      seen.add(writing.topic)
      const further = steps.readings.filter((other) => other.topic === writing.topic)
      open.push(...further.map((other) => ({ reading: other, way: [...way, writing.topic] })))
    }
  }
  return null
}
