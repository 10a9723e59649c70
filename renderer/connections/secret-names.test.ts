import { expect, test } from 'vitest'
import { documentSchema } from '../../shared/graph/schema.ts'
import { secretNames } from './secret-names.ts'

test('the secrets of a document are found wherever its texts speak of them', () => {
  const document = documentSchema.parse({
    format: 'sluice/1',
    id: 'a',
    name: 'A',
    connections: { main: { type: 'pulsar', serviceUrl: '${URL}', auth: { type: 'token', token: '${secret:TOKEN}' } } },
    nodes: [
      { id: 'ask', operator: 'enrich', config: { headers: { authorization: 'Bearer ${secret:API}${secret:TOKEN}' } } },
    ],
  })
  expect(secretNames(document)).toEqual(['API', 'TOKEN'])
})
