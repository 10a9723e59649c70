import type { Page } from '@playwright/test'
import { type Designer, expect, test } from './support/designer.ts'

const palette = (page: Page) => page.getByRole('dialog', { name: 'Search and commands' })
const options = (page: Page) => page.getByRole('dialog').getByRole('option')

async function ask(page: Page, text: string) {
  await page.keyboard.press('Control+k')
  await expect(palette(page)).toBeVisible()
  await page.keyboard.type(text)
}

async function find(page: Page, text: string) {
  await page.keyboard.press('Control+f')
  await expect(page.getByRole('dialog', { name: 'Find steps' })).toBeVisible()
  await page.keyboard.type(text)
}

async function leave(page: Page) {
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
}

const selectedCards = ({ page }: Designer) => page.locator('.react-flow__node.selected')

test.describe('finding', () => {
  test('a step by a part of its name; Enter goes there, and the keys of the canvas work on it', async ({
    designer,
  }) => {
    const { page } = designer
    await ask(page, 'parse')
    await expect(options(page).first()).toContainText('Parse JSON')
    await page.keyboard.press('Enter')
    await expect(palette(page)).toHaveCount(0)
    await expect(selectedCards(designer)).toHaveText(/Parse JSON/)
    await page.keyboard.press('Shift+Delete')
    await expect(designer.card('Parse JSON')).toHaveCount(0)
    await expect(designer.wire('read.out', 'add.in')).toHaveCount(1)
  })

  test('steps by what they are, hold and count', async ({ designer }) => {
    const { page } = designer
    await designer.run()
    await expect(page.getByTitle('Show the ledger')).toContainText('1,000')
    await find(page, 'operator:pulsar-sink')
    await expect(options(page).first()).toContainText(/sink|Write|Feed/i)
    await leave(page)
    await find(page, 'topic:output-topic')
    await expect(options(page)).toHaveCount(1)
    await expect(options(page)).toContainText('Write output-topic')
    await leave(page)
    await find(page, 'in>=1000')
    await expect(options(page).filter({ hasText: 'in: 1,000' }).first()).toBeVisible()
    await leave(page)
    await find(page, 'errors>0')
    await expect(page.getByText('Nothing here is called so or holds that.')).toBeVisible()
  })

  test('selects all that was found', async ({ designer }) => {
    const { page } = designer
    await find(page, 'kind:sink')
    const all = options(page).filter({ hasText: 'Select all' })
    const count = Number(/\d+/.exec((await all.textContent()) ?? '')?.[0])
    expect(count).toBeGreaterThan(1)
    await all.click()
    await expect(page.getByText(`${count} selected`)).toBeVisible()
    await expect(selectedCards(designer)).toHaveCount(count)
  })
})

test.describe('commands', () => {
  test('are done by name, by the keyboard alone', async ({ designer }) => {
    const { page } = designer
    await ask(page, 'outline')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('tree', { name: 'Steps' })).toBeVisible()
    await ask(page, 'export')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('dialog', { name: 'Export' })).toBeVisible()
    await leave(page)
    await ask(page, 'theme dark')
    await page.keyboard.press('Enter')
    await expect.poll(() => page.evaluate(() => document.documentElement.style.colorScheme)).toBe('dark')
  })

  test('that cannot be done now are not offered', async ({ designer }) => {
    const { page } = designer
    await ask(page, 'undo')
    await expect(options(page).filter({ hasText: 'Undo' })).toHaveCount(0)
    await leave(page)
    await designer.card('Add fields').click()
    await page.keyboard.press('Delete')
    await ask(page, 'undo')
    await page.keyboard.press('Enter')
    await expect(designer.card('Add fields')).toHaveCount(1)
  })

  test('add a step behind the selected one, and ask before unsaved work is left', async ({ designer }) => {
    const { page } = designer
    await designer.card('Add fields').click()
    await ask(page, 'deduplicate')
    await options(page).filter({ hasText: 'Deduplicate' }).first().click()
    await expect(designer.card('Deduplicate')).toHaveCount(1)
    await ask(page, 'new pipeline')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('dialog', { name: 'Leave unsaved changes?' })).toBeVisible()
    await page.getByRole('button', { name: 'Leave them' }).click()
    await expect(page.locator('.react-flow__node')).toHaveCount(0)
  })
})
