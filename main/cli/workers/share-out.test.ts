import { describe, expect, it } from 'vitest'
import { prepareDocument } from '../../../shared/graph/prepare.ts'
import { documentOf } from '../../../shared/graph/testing/documents.ts'
import { operatorSpecs } from '../../../shared/operators/specs.ts'
import { shareOut } from './share-out.ts'

const pulsar = { type: 'pulsar', serviceUrl: 'pulsar://127.0.0.1:6650' }
const read = (consumer: object = { consumerType: 'Shared' }, preset = 'none') => ({
  id: 'read',
  operator: 'pulsar-source',
  config: { connection: 'main', topics: ['in'], subscriptionName: 's', consumer, preset },
})
const write = (producer: object = {}) => ({
  id: 'write',
  operator: 'pulsar-sink',
  config: { connection: 'main', topic: 'out', producer },
})
const sample = { id: 'sample', operator: 'generator', config: { count: `\${SAMPLES}`, sampleData: true } }
const fill = { id: 'fill', operator: 'pulsar-sink', config: { connection: 'main', topic: 'in' } }
const edge = (from: string, to: string) => ({ from: `${from}.out`, to: `${to}.in` })

interface Parts {
  readonly connections?: object
  readonly settings?: object
  readonly subflows?: object
  readonly nodes: readonly object[]
  readonly edges: readonly object[]
}

function share(parts: Parts) {
  const document = documentOf({
    format: 'sluice/1',
    id: 'orders',
    name: 'Orders',
    parameters: { SAMPLES: { type: 'integer', default: 10 } },
    connections: { main: pulsar },
    ...parts,
  })
  const prepared = prepareDocument(document, operatorSpecs)
  if (prepared.document === null) throw new Error(JSON.stringify(prepared.diagnostics))
  return { document, outcome: shareOut(document, prepared.document) }
}

/** What is refused, as `code place: words`. */
function problemsOf(parts: Parts): string[] {
  const { outcome } = share(parts)
  if (!('problems' in outcome)) return []
  return outcome.problems.map(
    ({ code, place, message }) => `${code} ${place.node ?? place.field?.join('.') ?? '-'}: ${message}`,
  )
}

/** The source, a step behind it, and the sink. */
const through = (step: object, source: object = read(), sink: object = write()): Parts => ({
  nodes: [source, { id: 'step', ...step }, sink],
  edges: [edge('read', 'step'), edge('step', 'write')],
})
const filter = { operator: 'filter', config: { condition: 'true' } }

describe('sharing a pipeline out', () => {
  it('gives every worker the same document when nothing wants to be alone', () => {
    const { document, outcome } = share(through(filter))
    expect(outcome).toEqual({ shares: { first: document, others: document } })
  })

  it.each(['Shared', 'KeyShared', 'Failover'])('takes a %s subscription', (consumerType) => {
    expect(problemsOf(through(filter, read({ consumerType })))).toEqual([])
  })

  it('takes code that remembers nothing', () => {
    expect(problemsOf(through({ operator: 'code', config: { source: 'return message' } }))).toEqual([])
  })

  it('refuses an Exclusive subscription, to which only one may attach', () => {
    expect(problemsOf(through(filter, read({ consumerType: 'Exclusive' })))).toEqual([
      'SLUICE-WORKERS-STEP read: The step "read" (Pulsar source) wants one process: only one consumer may attach to an Exclusive subscription. Run it without --workers.',
    ])
  })

  it('looks at what counts in the end, not at the preset that is overridden', () => {
    expect(problemsOf(through(filter, read({ consumerType: 'Exclusive' }, 'high-throughput')))).toHaveLength(1)
    expect(problemsOf(through(filter, read({}, 'high-throughput')))).toEqual([])
  })

  it.each([
    ['a rate for all', { operator: 'throttle', config: {} }, 'each process would let the full rate through'],
    ['what remembers by key', { operator: 'stateful-map', config: { state: '1' } }, 'deals the keys out anew'],
    ['what remembers ids', { operator: 'deduplicate', config: { id: 'key' } }, 'deals the keys out anew'],
    [
      'code that remembers',
      { operator: 'code', config: { source: 'context.state = 1' } },
      'its code speaks of a state',
    ],
    ['figures that cannot be added', { operator: 'track', config: { mode: 'measure' } }, 'percentiles'],
  ])('refuses %s, with the reason', (_name, step, reason) => {
    const problems = problemsOf(through(step, read({ consumerType: 'KeyShared' })))
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatch(/^SLUICE-WORKERS-STEP step: /)
    expect(problems[0]).toContain(reason)
  })

  it.each([
    [{ producerName: 'one' }, 'only one producer named "one"'],
    [{ accessMode: 'WaitForExclusive' }, 'WaitForExclusive'],
  ])('refuses a producer that must be the only one: %o', (producer, words) => {
    expect(problemsOf(through(filter, read(), write(producer))).join()).toContain(words)
  })

  it('refuses a generator that is the pipeline’s input: its messages would be made many times', () => {
    const parts = { nodes: [{ id: 'make', operator: 'generator' }, fill], edges: [edge('make', 'fill')] }
    expect(problemsOf(parts).join()).toContain('every process would make the same messages')
  })

  it('lists every reason at once', () => {
    const { nodes, edges } = through({ operator: 'throttle', config: {} }, read({ consumerType: 'Exclusive' }))
    expect(
      problemsOf({ nodes, edges, connections: { main: { type: 'embedded' } } }).map((text) => text.split(' ')[0]),
    ).toEqual(['SLUICE-WORKERS-STEP', 'SLUICE-WORKERS-STEP', 'SLUICE-WORKERS-EMBEDDED'])
  })

  it('refuses the embedded broker, of the steps and of dead letters, and not one that nobody uses', () => {
    const unused = { main: pulsar, spare: { type: 'embedded' } }
    expect(problemsOf({ ...through(filter), connections: unused })).toEqual([])
    const settings = { unhandledErrors: 'dead-letter', deadLetter: { connection: 'spare', topic: 'dead' } }
    const problems = problemsOf({ ...through(filter), connections: unused, settings })
    expect(problems.join()).toContain('--connection spare=pulsar://HOST:6650')
  })

  describe('with sample data', () => {
    const withSample: Parts = {
      nodes: [...through(filter).nodes, sample, fill],
      edges: [...through(filter).edges, edge('sample', 'fill')],
    }

    it('has it made by the first worker only, with all that only it feeds', () => {
      const { document, outcome } = share(withSample)
      if (!('shares' in outcome)) throw new Error('It was refused.')
      expect(outcome.shares.first).toBe(document)
      expect(outcome.shares.others.nodes.map((node) => node.id).sort()).toEqual(['read', 'step', 'write'])
      expect(outcome.shares.others.edges).toHaveLength(2)
      const ready = prepareDocument(outcome.shares.others, operatorSpecs, { set: { SAMPLES: '3' } })
      expect(ready.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
    })

    it('keeps steps that the pipeline’s own messages reach as well', () => {
      const { outcome } = share({ ...withSample, edges: [...withSample.edges, edge('step', 'fill')] })
      if (!('shares' in outcome)) throw new Error('It was refused.')
      expect(outcome.shares.others.nodes.map((node) => node.id).sort()).toEqual(['fill', 'read', 'step', 'write'])
    })

    it('does not mind a step behind it that wants one process: one has it', () => {
      const slow = { id: 'slow', operator: 'throttle', config: {} }
      const edges = [...through(filter).edges, edge('sample', 'slow'), edge('slow', 'fill')]
      expect(problemsOf({ nodes: [...withSample.nodes, slow], edges })).toEqual([])
    })

    it('refuses a pipeline that makes nothing else', () => {
      expect(problemsOf({ nodes: [sample, fill], edges: [edge('sample', 'fill')] }).join()).toMatch(
        /^SLUICE-WORKERS-NOTHING -: .*nothing to share/,
      )
    })

    it('takes a whole subflow out, and refuses to cut one in two', () => {
      const body = { nodes: [{ ...sample, config: { sampleData: true } }, fill], edges: [edge('sample', 'fill')] }
      const use = { id: 'try', operator: 'pipeline', config: { subflow: 'samples' } }
      const nodes = [...through(filter).nodes, use]
      const whole = share({ nodes, edges: through(filter).edges, subflows: { samples: body } })
      if (!('shares' in whole.outcome)) throw new Error('It was refused.')
      expect(whole.outcome.shares.others.nodes.map((node) => node.id)).not.toContain('try')
      const mixed = { ...body, inputs: { in: 'also.in' }, nodes: [...body.nodes, { id: 'also', operator: 'console' }] }
      const torn = { nodes, edges: [...through(filter).edges, edge('step', 'try')], subflows: { samples: mixed } }
      expect(problemsOf(torn).join()).toMatch(/^SLUICE-WORKERS-SAMPLE try: The subflow at "try"/)
    })
  })
})
