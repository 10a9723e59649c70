import type { Page } from '@playwright/test'
import { expect, test } from './support/designer.ts'

test.describe('the first five minutes', () => {
  test('opens on the getting-started pipeline, and Run moves counts within 700 ms', async ({ designer }) => {
    const { page } = designer
    await expect(designer.card('Read input-topic')).toBeVisible()
    await expect(page.getByText('Press Run and watch the messages flow.')).toBeVisible()
    const badge = page.getByTitle('Show the ledger')
    await designer.engineReady()
    const pressed = Date.now()
    await page.getByRole('button', { name: 'Run', exact: true }).click()
    await expect(badge).toContainText('received')
    const firstCount = Date.now() - pressed
    await expect(badge).toHaveText('✓1,000received, all accounted for')
    process.stderr.write(`first count ${firstCount} ms after the click\n`)
    await designer.drain()
    await expect(page.getByText('Drained')).toBeVisible()
  })

  test('clicking a wire shows its messages, and a row its whole payload', async ({ designer }) => {
    const { page } = designer
    await designer.run()
    await designer.clickWire('add.out', 'write.in')
    const rows = page.getByLabel('Messages, newest first')
    await expect(rows).toContainText('processed_at')
    await expect(page.getByRole('tabpanel', { name: 'Messages' })).toContainText(/seen [\d,]+ · shown [\d,]+/)
    await rows.getByRole('row').nth(1).click()
    await expect(page.getByRole('region', { name: 'Message' })).toContainText('processor')
  })

  test('a message that cannot be parsed leaves by the errors port with its reason', async ({ designer }) => {
    const { page } = designer
    await designer.run()
    await expect(page.getByTitle('Show the ledger')).toContainText('1,000')
    await produceBroken(page)
    await expect(designer.card('Keep what failed')).toContainText('1 in')
    await designer.clickWire('parse.errors', 'explain.in')
    await expect(page.getByLabel('Messages, newest first')).toContainText('JSON')
    await designer.card('Parse JSON').click()
    await page.getByRole('tab', { name: /^Errors/ }).click()
    await expect(page.getByRole('complementary', { name: 'Inspector' })).toContainText('JSON')
  })
})

/** Writes one message that is not JSON into the running pipeline's input topic, as another program would. */
async function produceBroken(page: Page): Promise<void> {
  const end = await page.evaluate(async () => {
    const socket = new WebSocket(`ws://${location.host}/socket`)
    await new Promise((resolve) => socket.addEventListener('open', resolve))
    const params = {
      connection: { type: 'embedded' },
      topic: 'input-topic',
      what: { kind: 'message', payload: { form: 'text', text: 'not { json' } },
    }
    const ended = new Promise<unknown>((resolve) =>
      socket.addEventListener('message', ({ data }) => {
        const frame = JSON.parse(String(data))
        if (frame.type === 'end') resolve(frame)
      }),
    )
    socket.send(JSON.stringify({ type: 'open', contract: 'engine', id: 1, name: 'produce', params }))
    const end = await ended
    socket.close()
    return end
  })
  expect(end).toEqual({ type: 'end', contract: 'engine', id: 1 })
}
