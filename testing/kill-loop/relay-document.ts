/** The pipeline that is killed: reads, decodes, marks, encodes, writes, and says on the console how far it is. */

export const inputTopic = 'kill-input'
export const outputTopic = 'kill-output'

/**
 * @param delivery `at-most-once` acknowledges on receipt: the sabotage under which the kill loop must go red.
 * @param maxInFlight bounds the repeats a kill may cause.
 */
export function relayDocument(delivery: 'at-least-once' | 'at-most-once', maxInFlight: number) {
  return {
    format: 'sluice/1',
    id: 'kill-relay',
    name: 'Relay under fire',
    connections: { main: { type: 'embedded' } },
    settings: { delivery, maxInFlight },
    nodes: [
      {
        id: 'read',
        operator: 'pulsar-source',
        config: {
          connection: 'main',
          topics: [inputTopic],
          subscriptionName: 'relay',
          consumer: { consumerType: 'Exclusive', subscriptionInitialPosition: 'Earliest' },
        },
      },
      { id: 'parse', operator: 'deserialize', config: { serde: 'json' } },
      { id: 'mark', operator: 'map', config: { fields: [{ field: 'relayed', expression: 'true' }] } },
      { id: 'encode', operator: 'serialize', config: { serde: 'json' } },
      { id: 'write', operator: 'pulsar-sink', config: { connection: 'main', topic: outputTopic } },
      { id: 'progress', operator: 'console', config: { sample: 100 } },
    ],
    edges: [
      { from: 'read.out', to: 'parse.in' },
      { from: 'parse.out', to: 'mark.in' },
      { from: 'mark.out', to: 'encode.in' },
      { from: 'encode.out', to: 'write.in' },
      { from: 'encode.out', to: 'progress.in' },
    ],
  }
}
