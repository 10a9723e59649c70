import { join } from 'node:path'
import type { RunReport } from '../shared/run/metrics.ts'
import { runHeadless } from './support/command-line.ts'
import { type Designer, expect, test } from './support/designer.ts'

/** Two recipes of the connector's README, drawn from the palette by hand and run in the window and without one. */
test.use({ viewport: { width: 1920, height: 1080 } })

const orderBody =
  '{"order_id": "order-{index}", "customer_id": "{index % 10 == 3 ? null : \\"customer-\\" + string(index)}", "total": "{index % 10 == 7 ? -1.0 : number(5, 500)}"}'

const orderSchema = {
  type: 'object',
  required: ['order_id', 'customer_id', 'total'],
  properties: { customer_id: { type: 'string' }, total: { type: 'number', exclusiveMinimum: 0 } },
}

test('the order pipeline: deserialise, validate, an error stream, a dead-letter topic', async ({ designer }) => {
  await designer.newPipeline()
  const draw = drawer(designer)
  await draw.step('Generator', 'Sample orders', 60, 60)
  await draw.choose('Template', 'Custom')
  await draw.fill('Body', orderBody)
  await draw.fill('Messages', '100')
  await draw.step('Pulsar sink', 'Fill orders', 360, 60)
  await draw.fill('Topic', 'orders')
  await draw.step('Pulsar source', 'Read orders', 60, 240)
  await draw.fill('Topics 1', 'orders')
  await draw.fill('Subscription', 'order-processor')
  await draw.choose('Starts at', 'Earliest: everything stored')
  await draw.step('Deserialize', 'Parse', 360, 240)
  await draw.step('Validate', 'Check', 660, 240)
  await draw.fill('Schema', JSON.stringify(orderSchema))
  await draw.step('Pulsar sink', 'Processed', 960, 240)
  await draw.fill('Topic', 'processed-orders')
  await draw.step('Error message', 'Explain', 660, 420)
  await draw.step('Pulsar sink', 'Dead letters', 960, 420)
  await draw.fill('Topic', 'order-errors')

  await draw.wires('Sample orders.out>Fill orders.in', 'Read orders.out>Parse.in', 'Parse.out>Check.in')
  await draw.wires('Check.out>Processed.in', 'Parse.errors>Explain.in', 'Check.errors>Explain.in')
  await draw.wires('Explain.out>Dead letters.in')

  await expect(designer.page.getByRole('button', { name: 'No problems' })).toBeVisible()
  const report = await runBoth(designer, 'orders')
  expect(report.topics).toEqual({
    'persistent://public/default/orders': 100,
    'persistent://public/default/processed-orders': 80,
    'persistent://public/default/order-errors': 20,
  })
  expect(report.ledger).toMatchObject({ received: 200, delivered: 200, balanced: true })
})

test('tenant routing: every event to a topic of its tenant, tier and kind', async ({ designer }) => {
  await designer.newPipeline()
  const draw = drawer(designer)
  await draw.step('Generator', 'Events', 60, 60)
  await draw.choose('Template', 'User event')
  await draw.fill('Messages', '200')
  await draw.step('Branch', 'Enterprise?', 360, 60)
  await draw.fill('Predicate', 'value.tenant_tier == "enterprise"')
  await draw.step('Set message', 'Own topic', 660, 60)
  await draw.fill('Topic', 'tenant-{value.tenant_id}-enterprise-{value.event_type}')
  await draw.step('Set message', 'Common topic', 660, 240)
  await draw.fill('Topic', 'tenant-{value.tenant_id}-{value.event_type}')
  await draw.step('Dynamic sink', 'Route', 960, 60)

  await draw.wires('Events.out>Enterprise?.in', 'Enterprise?.trues>Own topic.in', 'Enterprise?.falses>Common topic.in')
  await draw.wires('Own topic.out>Route.in', 'Common topic.out>Route.in')

  await expect(designer.page.getByRole('button', { name: 'No problems' })).toBeVisible()
  const report = await runBoth(designer, 'tenants')
  const topics = Object.entries(report.topics)
  expect(topics.reduce((sum, [, count]) => sum + count, 0)).toBe(200)
  for (const [topic] of topics) {
    expect(topic).toMatch(/\/tenant-(?:(?:acme|globex)-enterprise|initech|umbra|startup|garage)-[a-z_]+$/)
  }
  expect(topics.length).toBeGreaterThan(10)
})

/** Draws with the pointer and the forms, naming each step. */
function drawer(designer: Designer) {
  const { page } = designer
  const name = page.getByLabel('Name of the step')
  const settings = page.getByRole('tabpanel', { name: 'Settings' })
  const control = (label: string) => settings.getByLabel(label, { exact: true }).first()
  return {
    /** Drags an operator to a place and gives it a name; the step stays selected. */
    async step(operator: string, called: string, x: number, y: number): Promise<void> {
      await designer.dragFromPalette(operator, x, y)
      const fresh = page.locator('.react-flow__node.selected')
      await expect(fresh).toContainText(operator)
      await name.fill(called)
      await name.press('Enter')
      await expect(designer.card(called)).toBeVisible()
    },
    async fill(label: string, text: string): Promise<void> {
      await control(label).fill(text)
      await control(label).press('Tab')
    },
    async choose(label: string, option: string): Promise<void> {
      await control(label).selectOption({ label: option })
    },
    async wires(...all: readonly string[]): Promise<void> {
      for (const wire of all) {
        const [from, to] = wire.split('>').map((end) => {
          const dot = end.lastIndexOf('.')
          return { step: end.slice(0, dot), port: end.slice(dot + 1) }
        })
        const before = await page.locator('.react-flow__edge').count()
        if (from !== undefined && to !== undefined) await designer.connect(from, to)
        await expect(page.locator('.react-flow__edge'), wire).toHaveCount(before + 1)
      }
    },
  }
}

/** Runs in the window until all is accounted for, exports, runs the file on the command line, and returns its report. */
async function runBoth(designer: Designer, name: string): Promise<RunReport> {
  const { page } = designer
  await designer.run()
  await expect(page.getByTitle('Show the ledger')).toContainText('all accounted for')
  await designer.drain()
  await page.getByRole('button', { name: 'Export', exact: true }).click()
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: /^Download/ }).click()
  const path = join(designer.workspace, `${name}-exported.sluice.json`)
  await (await download).saveAs(path)
  const { code, report } = runHeadless(path)
  expect(code).toBe(0)
  return report
}
