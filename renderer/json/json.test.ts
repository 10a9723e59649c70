import { expect, test } from 'vitest'
import { toCanonicalText } from '../../shared/graph/canonical.ts'
import { documentSchema } from '../../shared/graph/schema.ts'
import { headlessCommand } from './headless-command.ts'
import { selectedLines } from './selected-lines.ts'

const text = toCanonicalText(
  documentSchema.parse({
    format: 'sluice/1',
    id: 'orders',
    name: 'Orders',
    nodes: [
      { id: 'read', operator: 'pulsar-source' },
      { id: 'large', operator: 'branch' },
    ],
    edges: [{ from: 'read.out', to: 'large.in' }],
  }),
)

test('the selection is found on its lines', () => {
  const lines = text.split('\n')
  const [node, edge] = selectedLines(text, { nodes: ['large'], edges: ['read.out>large.in'] })
  expect(lines[node! - 1]).toContain('"id": "large"')
  expect(lines[edge! - 1]).toContain('"to": "large.in"')
})

test('nothing selected, or a text that cannot be read, has no lines', () => {
  expect(selectedLines(text, { nodes: [], edges: [] })).toEqual([])
  expect(selectedLines('{"cut', { nodes: ['large'], edges: [] })).toEqual([])
})

test('the command quotes what a shell would take apart', () => {
  expect(headlessCommand('orders.sluice.json')).toBe('npx sluice run orders.sluice.json --until-idle 2s --report json')
  expect(headlessCommand("my friend's.json")).toContain(`'my friend'\\''s.json'`)
})
