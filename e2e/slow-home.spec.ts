import type { Page } from '@playwright/test'
import { expect, test } from './support/designer.ts'

test.describe('a home that answers slowly, and a window that is low', () => {
  test('a pipeline begun before the first one arrives is not taken away by it', async ({ designer }) => {
    const { page } = designer
    const release = await holdBack(page, 'info')
    await page.reload()
    await designer.newPipeline()
    await designer.dragFromPalette('Generator', 60, 80)
    release()
    await expect.poll(() => page.evaluate(() => document.title)).toBe('• Untitled pipeline · Sluice')
    await page.getByRole('button', { name: 'Pipelines' }).click()
    await expect(page.getByRole('heading', { name: /^sluice-e2e-/ })).toBeVisible()
    await expect(page.locator('.react-flow__node')).toHaveCount(1)
    await expect(designer.card('Generator')).toBeVisible()
  })

  test('a file opened in a low window is in sight, and stays so when the window grows', async ({ designer }) => {
    const { page } = designer
    await page.setViewportSize({ width: 1280, height: 300 })
    await page.reload()
    const step = page.locator('.react-flow__node[data-id="read"]')
    await expect(step).toBeInViewport()
    await page.setViewportSize({ width: 1280, height: 800 })
    await expect(step).toBeInViewport()
  })
})

/** Keeps the answers to one call from the page until the returned function is called. */
async function holdBack(page: Page, name: string): Promise<() => void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  await page.routeWebSocket(/\/socket$/, (socket) => {
    const server = socket.connectToServer()
    const held = new Set<string>()
    const keyOf = (frame: { contract: string; id: number }) => `${frame.contract} ${frame.id}`
    socket.onMessage((text) => {
      const frame = JSON.parse(String(text))
      if (frame.name === name) held.add(keyOf(frame))
      server.send(text)
    })
    server.onMessage(async (text) => {
      if (held.has(keyOf(JSON.parse(String(text))))) await promise
      socket.send(text)
    })
  })
  return resolve
}
