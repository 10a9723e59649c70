import { AxeBuilder } from '@axe-core/playwright'
import { expect, test } from './support/designer.ts'
import { drawingRests } from './support/pointer.ts'

// Ten looks of the whole page, each computed for many seconds where the processor is shared.
test.setTimeout(300_000)

/** Every screen, light and dark, small and large: clean by axe, and a picture in `.cache/screens` to look at. */
for (const theme of ['light', 'dark'] as const) {
  for (const [width, height] of [
    [1280, 800],
    [1920, 1080],
  ] as const) {
    test(`is accessible and fits, ${theme}, ${width}x${height}`, async ({ designer }) => {
      const { page } = designer
      const look = async (name: string) => {
        // Away from everything that would show a tooltip over what is looked at.
        await page.mouse.move(width / 2, 60)
        await expect(page.getByRole('tooltip')).toHaveCount(0)
        await drawingRests(page)
        await page.screenshot({ path: `.cache/screens/${name}-${theme}-${width}.png` })
        const { violations } = await new AxeBuilder({ page }).analyze()
        expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target).join(', ')}`)).toEqual([])
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
      }
      // Nothing is looked at half-way through a movement.
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
      await page.setViewportSize({ width, height })
      await drawingRests(page)
      await page.getByRole('button', { name: 'Fit', exact: true }).click()
      await look('1-getting-started')
      await designer.run()
      await expect(page.getByTitle('Show the ledger')).toContainText('1,000')
      await look('2-running')
      await designer.clickWire('add.out', 'write.in')
      await expect(page.getByLabel('Messages, newest first')).toContainText('processed_at')
      await page.getByLabel('Messages, newest first').getByRole('row').nth(1).click()
      await look('3-messages')
      await designer.card('Add fields').click()
      await look('4-inspector')
      await designer.openTab('Ledger')
      await look('5-ledger')
      await designer.openTab('JSON')
      await page.getByRole('button', { name: 'Pipelines' }).click()
      await look('6-json-and-files')
      await page.getByRole('button', { name: 'Topics', exact: true }).click()
      await page.getByRole('listbox', { name: 'Topics' }).getByRole('option', { name: 'input-topic' }).click()
      await expect(page.getByRole('article', { name: /^Subscription/ })).toBeVisible()
      await look('7-topic')
      await page.getByRole('tab', { name: 'Produce' }).click()
      await expect(page.getByRole('button', { name: 'Send' })).toBeVisible()
      await look('8-produce')
      await page.keyboard.press('Control+k')
      await expect(page.getByRole('dialog', { name: 'Search and commands' })).toBeVisible()
      await look('9-commands')
      await page.keyboard.type('json')
      await look('10-found')
    })
  }
}
