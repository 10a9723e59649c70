import { expect, test } from 'vitest'
import { findSpec } from '../operators/specs.ts'
import { grantsOf } from './grants.ts'
import { documentSchema } from './schema.ts'

const found = (rest: object) =>
  grantsOf(documentSchema.parse({ format: 'sluice/1', id: 'a', name: 'A', ...rest }), findSpec)
const pulsar = (rest: object) => ({ connections: { main: { type: 'pulsar', serviceUrl: 'pulsar://a:6650', ...rest } } })

test('steps ask for what their operators do, inside subflows too', () => {
  const code = { id: 'own', name: 'Own code', operator: 'code', config: {} }
  const asked = { id: 'own', name: 'Own code', grants: ['code'] }
  expect(found({ nodes: [{ id: 'g', operator: 'generator' }, code] })).toEqual([asked])
  expect(found({ subflows: { part: { nodes: [code] } } })).toEqual([asked])
  expect(found({ nodes: [{ id: 'x', operator: 'from-the-future' }] })).toEqual([])
})

test('connections ask for the files they name, and for the secrets they give away', () => {
  const token = (auth: object) => pulsar({ auth: { type: 'token', ...auth } })
  expect(found(pulsar({}))).toEqual([])
  expect(found(token({ tokenFile: '/etc/passwd' }))).toEqual([{ id: 'main', name: '', grants: ['files'] }])
  expect(found(token({ token: '${secret:MINE}' }))).toEqual([{ id: 'main', name: '', grants: ['secrets'] }])
  expect(found(pulsar({ serviceUrl: 'pulsar://${secret:MINE}.example.org:6650' }))[0]?.grants).toEqual(['secrets'])
})

test('a step that sends a secret somewhere says so', () => {
  const config = { headers: { authorization: 'Bearer ${secret:API}' } }
  expect(found({ nodes: [{ id: 'ask', operator: 'enrich', config }] })[0]?.grants).toContain('secrets')
})
