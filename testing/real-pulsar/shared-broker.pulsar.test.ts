import { expect, inject, it } from 'vitest'

const shared = inject('realPulsar')

it.skipIf('reason' in shared)('shares one healthy broker with every test of the run', async () => {
  const { webServiceUrl, serviceUrl } = shared as { webServiceUrl: string; serviceUrl: string }
  const response = await fetch(`${webServiceUrl}/admin/v2/brokers/health`)
  expect(await response.text()).toBe('ok')
  expect(serviceUrl).toMatch(/^pulsar:\/\/127\.0\.0\.1:\d+$/)
})
