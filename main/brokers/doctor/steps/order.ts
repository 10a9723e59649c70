import { downstream } from '../../../../shared/graph/order.ts'
import { type Probe, warning } from '../probe.ts'
import { placeOf, type Steps, stepText } from './steps.ts'

/** Shared hands messages of one key to any consumer, in any order; steps that keep something by key want them in theirs. */
export function orderProbe({ drawing, readings }: Steps): Probe {
  return {
    key: 'order',
    id: 'order',
    title: 'the order of keys',
    needs: [],
    async run() {
      const shared = readings.filter(({ consumer }) => consumer.consumerType === 'Shared').map(({ node }) => node)
      return [...new Set(shared)].flatMap((node) => {
        const after = downstream(drawing.document, node.id, drawing.wiring)
        const keyed = drawing.nodes.find((other) => after.has(other.id) && other.spec?.needsKey === true)
        if (keyed === undefined) return []
        const sentence = `${stepText(node)} reads as Shared, which keeps no order by key, but ${stepText(keyed)} behind it works by key: with more than one consumer a key is spread over all of them, and redeliveries come late.`
        return [
          warning('SLUICE-ORDER-SHARED', sentence, {
            fix: 'Set the type to KeyShared: it spreads as well, and keeps each key together and in order.',
            place: placeOf(node, ['consumer', 'consumerType']),
            detail: { keyed: keyed.id },
          }),
        ]
      })
    },
  }
}
