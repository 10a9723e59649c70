/** What an arm does with each message of the input. */
export const caseNames = ['relay', 'json', 'fan'] as const
export type CaseName = (typeof caseNames)[number]

export interface Job {
  readonly webServiceUrl: string
  readonly serviceUrl: string
  /** Of the pipeline; the loop by hand speaks WebSocket. */
  readonly transport: 'websocket' | 'native'
  readonly case: CaseName
  readonly input: string
  /** New for each run. */
  readonly subscription: string
  /** The topic written to; of `fan` the first part of their names, before a dash and the message's key. */
  readonly output: string
  /** Messages in the input. */
  readonly count: number
}

const map = (id: string, field: string, expression: string) => ({
  id,
  operator: 'map',
  config: { fields: [{ field, expression }] },
})

/** Steps between source and sink, in their order; the last one writes. */
function stepsOf({ case: name, output }: Job) {
  const sink = { id: 'write', operator: 'pulsar-sink', config: { connection: 'main', topic: output } }
  if (name === 'relay') return [sink]
  if (name === 'fan') {
    return [
      { id: 'topic', operator: 'set-message', config: { topic: `${output}-{key}` } },
      { id: 'write', operator: 'pulsar-dynamic-sink', config: { connection: 'main', maxTopics: 1_000 } },
    ]
  }
  return [
    { id: 'decode', operator: 'deserialize', config: { serde: 'json' } },
    { id: 'keep', operator: 'filter', config: { condition: 'value.kept' } },
    map('total', 'total', 'value.amount * value.quantity'),
    map('large', 'large', 'value.total > 2000'),
    { id: 'encode', operator: 'serialize', config: { serde: 'json' } },
    sink,
  ]
}

/** The pipeline as a user would draw it; everything not named is left at its default. */
export function documentOf(job: Job): object {
  const { serviceUrl, webServiceUrl, transport, input, subscription } = job
  const consumer = { consumerType: 'Exclusive', subscriptionInitialPosition: 'Earliest' }
  const config = { connection: 'main', topics: [input], subscriptionName: subscription, consumer }
  const nodes = [{ id: 'read', operator: 'pulsar-source', config }, ...stepsOf(job)]
  return {
    format: 'sluice/1',
    id: subscription,
    name: subscription,
    connections: { main: { type: 'pulsar', serviceUrl, webServiceUrl, transport } },
    nodes,
    edges: nodes.slice(1).map(({ id }, index) => ({ from: `${nodes[index]!.id}.out`, to: `${id}.in` })),
  }
}
