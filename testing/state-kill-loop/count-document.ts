/** The pipeline that is killed: reads, counts by key, writes every count, and says on the console how far it is. */

export const pipelineId = 'kill-count'
export const inputTopic = 'count-input'
export const outputTopic = 'count-output'
/** Under which the store keeps the counts. */
export const countsName = 'count:stateful-map'

/**
 * @param delivery `at-most-once` acknowledges before anything is saved: the sabotage under which counts must be lost.
 * @param rate messages a second, so that a life of the pipeline sees several epochs.
 */
export function countDocument(delivery: 'at-least-once' | 'at-most-once', rate: number) {
  return {
    format: 'sluice/1',
    id: pipelineId,
    name: 'Counting under fire',
    connections: { main: { type: 'embedded' } },
    settings: { delivery, maxInFlight: 400 },
    nodes: [
      {
        id: 'read',
        operator: 'pulsar-source',
        config: {
          connection: 'main',
          topics: [inputTopic],
          subscriptionName: 'counter',
          consumer: { consumerType: 'Exclusive', subscriptionInitialPosition: 'Earliest' },
        },
      },
      { id: 'slow', operator: 'throttle', config: { rate, burst: 20 } },
      { id: 'count', operator: 'stateful-map', config: { state: 'state == null ? 1 : state + 1' } },
      { id: 'encode', operator: 'serialize', config: { serde: 'json' } },
      { id: 'write', operator: 'pulsar-sink', config: { connection: 'main', topic: outputTopic } },
      { id: 'progress', operator: 'console', config: { sample: 100 } },
    ],
    edges: [
      { from: 'read.out', to: 'slow.in' },
      { from: 'slow.out', to: 'count.in' },
      { from: 'count.out', to: 'encode.in' },
      { from: 'encode.out', to: 'write.in' },
      { from: 'encode.out', to: 'progress.in' },
    ],
  }
}
