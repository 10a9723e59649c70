import { expect, it } from 'vitest'
import { documentSchema } from '../../../shared/graph/schema.ts'
import { fail } from '../../../shared/ipc/failure.ts'
import type { DoctorResult } from '../../../shared/run/doctor.ts'
import type { Broker, BrokerLease } from '../../engine/ports.ts'
import { nodeClock } from '../../runner/node-clock.ts'
import { openEmbeddedBroker } from '../embedded/embedded-broker.ts'
import { outgoing } from '../testing/scene.ts'
import { diagnoseEmbedded } from './diagnose-embedded.ts'

const document = documentSchema.parse({
  format: 'sluice/1',
  id: 'a',
  name: 'A',
  connections: { main: { type: 'embedded' } },
  nodes: [
    { id: 'read', operator: 'pulsar-source', config: { topics: ['orders', 'none'], subscriptionName: 's' } },
    { id: 'write', operator: 'pulsar-sink', config: { topic: 'orders' } },
  ],
  edges: [{ from: 'read.out', to: 'write.in' }],
})

async function look(lease: () => Promise<BrokerLease>): Promise<readonly DoctorResult[]> {
  const results: DoctorResult[] = []
  const { signal } = new AbortController()
  await diagnoseEmbedded({ lease, document, names: ['main'], signal, report: (result) => results.push(result) })
  return results
}

it('says of the embedded broker what there is to say, and gives it back', async () => {
  const broker: Broker = await openEmbeddedBroker({ directory: undefined, clock: nodeClock })
  await (await broker.produce({ topic: 'orders' })).send(outgoing('x'))
  let released = 0
  const lease = async () => ({
    broker,
    release: async () => {
      released += 1
    },
  })
  const found = await look(lease)
  expect(found.map(({ state, id, code }) => [state, id, code])).toEqual([
    ['ok', 'embedded', null],
    ['warning', 'subscription', 'SLUICE-START-LATEST'],
    ['note', 'subscription', 'SLUICE-TOPIC-NEW'],
    ['warning', 'loops', 'SLUICE-TOPIC-LOOP'],
  ])
  expect(found[1]!.sentence).toContain('nothing of the 1 message there')
  expect(released).toBe(1)
  await broker.close()
})

it('says why the embedded broker does not open, and looks no further at its topics', async () => {
  const found = await look(() => Promise.reject(fail('SLUICE-DATA-IN-USE', 'Another process has it.')))
  expect(found.map(({ state }) => state)).toEqual(['failed', 'not-tried', 'not-tried', 'warning'])
  expect(found[0]).toMatchObject({ code: 'SLUICE-DATA-IN-USE', sentence: 'Another process has it.' })
})
