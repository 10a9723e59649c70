import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { openWebSocketBroker } from '../main/brokers/pulsar-websocket/websocket-broker.ts'
import { silentLog } from '../main/brokers/testing/silent-log.ts'
import { installRealPulsar } from '../testing/real-pulsar/install.mjs'
import { type RealPulsar, startRealPulsar } from '../testing/real-pulsar/real-pulsar.ts'
import { type Designer, expect, test } from './support/designer.ts'

test.describe('looking into the embedded broker', () => {
  test('shows what a run has written, writes by hand, and makes and deletes a topic', async ({ designer }) => {
    const { page } = designer
    await designer.run()
    await expect(page.getByTitle('Show the ledger')).toHaveText('✓1,000received, all accounted for')
    await designer.drain()
    const panel = await openTopics(page)
    await panel.getByRole('option', { name: 'output-topic' }).click()
    const sheet = page.getByRole('complementary', { name: 'Inspector' })
    await expect(sheet.getByRole('heading', { name: 'output-topic' })).toBeVisible()
    await expect(sheet).toContainText('Messages1,000')

    await sheet.getByRole('button', { name: 'Messages' }).click()
    const rows = page.getByLabel('Messages, newest first')
    await expect(rows).toContainText('processed_at')
    await write(page, '{"by": "hand"}')
    await expect(rows).toContainText('"by": "hand"')

    await panel.getByRole('button', { name: 'New topic…' }).click()
    await panel.getByLabel('Name of the new topic').fill('made-by-hand')
    await panel.getByLabel('Partitions').fill('3')
    await panel.getByRole('button', { name: 'Make it' }).click()
    await expect(panel.getByRole('option', { name: 'made-by-hand' })).toContainText('3 partitions')
    await expect(sheet).toContainText('Partitions3')
    await sheet.getByRole('button', { name: 'New', exact: true }).click()
    await sheet.getByLabel('Name of the new subscription').fill('keeper')
    await sheet.getByRole('button', { name: 'Make it' }).click()
    await expect(sheet.getByRole('article', { name: 'Subscription keeper' })).toContainText('0 waiting')
    await sheet.getByRole('button', { name: 'Delete the topic…' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Delete the topic' }).click()
    await expect(panel.getByRole('option', { name: 'made-by-hand' })).toHaveCount(0)
  })
})

const installed = await installRealPulsar()

test.describe('looking into a real Pulsar with 50,000 messages waiting', () => {
  test.skip(!installed.ok, `no real Pulsar: ${installed.ok ? '' : installed.reason}`)
  test.setTimeout(240_000)
  let pulsar: RealPulsar
  let secondHalf: number
  test.beforeAll(async () => {
    test.setTimeout(240_000)
    pulsar = await startRealPulsar()
    secondHalf = await fill(pulsar)
  })
  test.afterAll(async () => {
    await pulsar?.kill()
    await pulsar?.stop()
  })

  test('finds the topic, tails it from a time, filters, opens, writes, and takes nothing from anybody', async ({
    designer,
  }) => {
    const { page } = designer
    await openPulsar(designer, pulsar)
    const panel = await openTopics(page)
    await panel.getByLabel('Find a topic').fill('wait')
    await panel.getByRole('option', { name: 'orders-waiting' }).click()
    const sheet = page.getByRole('complementary', { name: 'Inspector' })
    const card = sheet.getByRole('article', { name: 'Subscription order-processor' })
    await expect(card).toContainText('50,000 waiting', { timeout: 30_000 })

    await sheet.getByLabel('From').selectOption('time')
    await sheet.getByLabel('Time').fill(localTime(secondHalf))
    await sheet.getByRole('button', { name: 'Messages' }).click()
    const rows = page.getByLabel('Messages, newest first')
    await expect(rows.getByRole('row').nth(1)).toBeVisible()
    const filter = page.getByLabel('Filter: a condition over each message')
    await filter.fill('value.number >= 25000 && value.number % 5000 == 7')
    await filter.press('Enter')
    await expect(rows).toContainText('"number":25007')
    await rows.getByRole('row').filter({ hasText: '25007' }).click()
    await expect(page.getByRole('region', { name: 'Message' })).toContainText('25007')

    await filter.fill('')
    await filter.press('Enter')
    await sheet.getByLabel('From').selectOption('latest')
    await sheet.getByRole('button', { name: 'Messages' }).click()
    await write(page, '{"by": "hand"}')
    await expect(rows).toContainText('"by": "hand"', { timeout: 30_000 })
    await sheet.getByRole('tab', { name: 'Overview' }).click()
    await expect(card).toContainText('50,001 waiting', { timeout: 30_000 })
  })
})

async function openTopics(page: Page) {
  await page.getByRole('navigation', { name: 'Panels' }).getByRole('button', { name: 'Topics' }).click()
  const panel = page.getByRole('complementary', { name: 'Topics' })
  await expect(panel.getByRole('listbox', { name: 'Topics' }).getByRole('option').first()).toBeVisible({
    timeout: 30_000,
  })
  return panel
}

async function write(page: Page, payload: string): Promise<void> {
  const sheet = page.getByRole('complementary', { name: 'Inspector' })
  await sheet.getByRole('tab', { name: 'Produce' }).click()
  await sheet.getByLabel('Payload', { exact: true }).fill(payload)
  await sheet.getByRole('button', { name: 'Send' }).click()
  await expect(sheet.getByRole('status')).toContainText('1 confirmed by the broker')
}

/** A pipeline whose one connection is the broker, on screen. */
async function openPulsar({ page, workspace, openFile, engineReady }: Designer, pulsar: RealPulsar): Promise<void> {
  const { serviceUrl, webServiceUrl } = pulsar
  const main = { type: 'pulsar', serviceUrl, webServiceUrl, transport: 'websocket' }
  const document = { format: 'sluice/1', id: 'real', name: 'Real', connections: { main } }
  await writeFile(join(workspace, 'real.sluice.json'), JSON.stringify(document))
  await page.reload()
  await openFile('real.sluice.json')
  await engineReady()
}

/** 50,000 messages that a subscription waits for. Resolves with a time between the first and the second half of them. */
async function fill({ webServiceUrl }: RealPulsar): Promise<number> {
  const broker = openWebSocketBroker({ webServiceUrl, log: silentLog })
  try {
    const topic = 'orders-waiting'
    await broker.admin().createTopic(topic)
    await broker.admin().createSubscription(topic, 'order-processor', 'earliest')
    const producer = await broker.produce({ topic, maxPendingMessages: 2_000, batchingMaxMessages: 500 })
    const send = (number: number) =>
      producer.send({
        payload: Buffer.from(JSON.stringify({ number, item: 'lamp', total: number / 100 })),
        key: `customer-${number % 100}`,
        orderingKey: null,
        properties: {},
        eventTime: null,
        sequenceId: null,
        deliverAt: null,
      })
    const half = (from: number) => Promise.all(Array.from({ length: 25_000 }, (_, index) => send(from + index)))
    await half(0)
    // The field that takes the time counts in seconds.
    const between = Math.ceil(Date.now() / 1_000) * 1_000
    await new Promise((resolve) => setTimeout(resolve, between - Date.now() + 50))
    await half(25_000)
    return between
  } finally {
    await broker.close()
  }
}

/** As a field of date and time takes it: `2026-11-27T14:03:09`, of this machine's zone. */
function localTime(time: number): string {
  const offset = new Date(time).getTimezoneOffset() * 60_000
  return new Date(time - offset).toISOString().slice(0, 19)
}
