import { describe, expect, test } from 'vitest'
import { documentSchema } from '../../../shared/graph/schema.ts'
import { findSpec } from '../../../shared/operators/specs.ts'
import type { Command } from '../../model/command.ts'
import { addParameter, renameConnection, renameParameter, setParameter, setSetting } from './commands.ts'

const pipeline = documentSchema.parse({
  format: 'sluice/1',
  id: 'orders',
  name: 'Orders',
  parameters: { COUNT: { type: 'integer', default: 5 }, URL: {} },
  connections: { main: { type: 'embedded' }, prod: { type: 'pulsar', serviceUrl: '${URL:pulsar://a}' } },
  nodes: [
    { id: 'make', operator: 'generator', config: { count: '${COUNT}', body: '$${COUNT} ${COUNT:1}' } },
    { id: 'read', operator: 'pulsar-source', config: {} },
    { id: 'write', operator: 'pulsar-sink', config: { connection: 'prod' } },
  ],
})

function edited(command: Command) {
  const draft = structuredClone(pipeline)
  command.change(draft)
  return draft
}

describe('editing the pipeline', () => {
  test('a renamed parameter is renamed wherever it is used, and keeps its place', () => {
    const { parameters, nodes, connections } = edited(renameParameter('COUNT', 'MANY'))
    expect(Object.keys(parameters)).toEqual(['MANY', 'URL'])
    expect(nodes[0]!.config).toEqual({ count: '${MANY}', body: '$${COUNT} ${MANY:1}' })
    expect(edited(renameParameter('URL', 'SERVICE')).connections.prod).toMatchObject({
      serviceUrl: '${SERVICE:pulsar://a}',
    })
    expect(connections).toEqual(pipeline.connections)
  })

  test('a renamed connection is renamed in the steps that use it, also in those that use it by default', () => {
    const { nodes } = edited(renameConnection('main', 'local', findSpec))
    expect(nodes[1]!.config).toEqual({ connection: 'local' })
    expect(nodes[2]!.config).toEqual({ connection: 'prod' })
  })

  test('a new parameter has a free name, and parts can be left out', () => {
    expect(Object.keys(edited(addParameter(pipeline)).parameters)).toEqual(['COUNT', 'URL', 'PARAMETER'])
    expect(edited(setParameter('COUNT', { default: undefined })).parameters.COUNT).not.toHaveProperty('default')
  })

  test('a dead-letter topic brings its connection along, and goes when it is emptied', () => {
    const set = edited(setSetting(['deadLetter', 'topic'], 'dead'))
    expect(set.settings.deadLetter).toEqual({ connection: 'main', topic: 'dead' })
    setSetting(['deadLetter', 'topic'], undefined).change(set)
    expect(set.settings.deadLetter).toBeUndefined()
  })
})
