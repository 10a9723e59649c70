import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import type {} from '../../../testing/real-pulsar/shared-broker.ts'
import { restAdmin } from './rest-admin.ts'
import { openRestClient, type RestClient } from './rest-client.ts'

const definition = JSON.stringify({ type: 'record', name: 'Order', fields: [{ name: 'id', type: 'string' }] })

const shared = inject('realPulsar')

describe.skipIf('reason' in shared)('the schema of a topic on a real Pulsar', () => {
  let rest: RestClient
  beforeAll(() => {
    if ('reason' in shared) return
    rest = openRestClient({ webServiceUrl: shared.webServiceUrl })
  })
  afterAll(() => rest.close())

  it('is the latest one, also when a partition is asked for', async () => {
    const topic = `schemas-${Date.now()}`
    const admin = restAdmin(rest)
    await admin.createTopic(topic, 2)
    const body = { type: 'AVRO', schema: definition, properties: {} }
    await rest.call('POST', `schemas/public/default/${topic}/schema`, 'a new schema', { body })
    const found = await admin.schema(`persistent://public/default/${topic}-partition-1`)
    expect(found?.type).toBe('AVRO')
    expect(JSON.parse(found?.definition ?? '')).toMatchObject({ name: 'Order', fields: [{ name: 'id' }] })
  })

  it('is null for a topic without one', async () => {
    const topic = `bare-${Date.now()}`
    await restAdmin(rest).createTopic(topic)
    expect(await restAdmin(rest).schema(topic)).toBeNull()
  })
})
