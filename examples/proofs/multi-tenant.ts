import { expect } from 'vitest'
import { withoutPartition } from '../../main/brokers/topic-name.ts'
import { expectComplete, fullName, jsonOf, type Proof } from './proof.ts'

interface TenantEvent {
  event_id: string
  event_type: string
  tenant_id: string
  tenant_tier: string
  region: string
}

function topicOf({ tenant_tier: tier, tenant_id: tenant, region, event_type: kind }: TenantEvent): string {
  if (tier === 'enterprise') return ['tenant', tenant, region, kind].join('-')
  return tier === 'premium' ? ['tenant', tenant, kind].join('-') : ['shared', region, kind].join('-')
}

export const multiTenant: Proof = async (evidence) => {
  expectComplete(evidence, 2_000)
  const events: TenantEvent[] = (await evidence.topic('tenant-events')).map(jsonOf)
  const expected = Map.groupBy(events, topicOf)
  const counts = Object.fromEntries([...expected].map(([topic, members]) => [fullName(topic), members.length]))
  expect(evidence.report.topics).toEqual({ [fullName('tenant-events')]: 2_000, ...counts })
  expect([...expected.keys()].filter((topic) => topic.startsWith('shared-')).length).toBeGreaterThan(5)
  expect([...expected.keys()].filter((topic) => topic.startsWith('tenant-')).length).toBeGreaterThan(20)
  for (const [topic, members] of expected) {
    const found = await evidence.topic(topic)
    const ids = (list: readonly { event_id: string }[]) => list.map(({ event_id }) => event_id).sort()
    expect(ids(found.map(jsonOf)), topic).toEqual(ids(members))
    for (const delivery of found) {
      const { tenant_id, tenant_tier, region, event_type } = jsonOf(delivery)
      expect(delivery).toMatchObject({ key: tenant_id, properties: { tenant_id, tenant_tier, region, event_type } })
      expect(withoutPartition(delivery.properties.original_topic ?? '')).toBe(fullName('tenant-events'))
    }
  }
}
