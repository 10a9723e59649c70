import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from './support/designer.ts'

test.use({ viewport: { width: 1920, height: 1080 } })

test('a switch and a validate are set up by their forms alone', async ({ designer }) => {
  const { page } = designer
  const settings = page.getByRole('tabpanel', { name: 'Settings' })
  const field = (label: string, nth = 0) => settings.getByLabel(label, { exact: true }).nth(nth)
  const fill = async (label: string, text: string, nth = 0) => {
    await field(label, nth).fill(text)
    await field(label, nth).press('Tab')
  }
  await designer.newPipeline()

  await designer.dragFromPalette('Switch', 80, 80)
  for (const [index, id] of ['gold', 'large'].entries()) {
    await settings.getByRole('button', { name: /^Add(?: another)?: Cases$/ }).click()
    await fill('Id', id, index)
    await fill('When', `value.${id} == true`, index)
  }
  await fill('Title', 'Gold customers')
  const card = designer.card('Switch')
  await expect(card).toContainText('to one of Gold customers, large')
  for (const name of ['Gold customers', 'large', 'otherwise']) {
    await expect(card.getByText(name, { exact: true })).toBeVisible()
  }
  await settings.getByRole('button', { name: 'Move down' }).first().click()
  await expect(card).toContainText('to one of large, Gold customers')

  await designer.dragFromPalette('Validate', 480, 80)
  const fits = { type: 'object', required: ['order_id'] }
  await fill('Schema', JSON.stringify(fits))
  await expect(designer.card('Validate')).toContainText('must have order_id')
  await fill('Schema', '{"type": "object", "required": [')
  await expect(settings).toContainText('Schema is not JSON: unexpected end. Until it is, the value before it counts.')
  await expect(field('Schema')).toHaveAttribute('aria-invalid', 'true')
  await expect(designer.card('Validate')).toContainText('must have order_id')
  await field('Schema').press('Escape')
  await expect(field('Schema')).toHaveValue(JSON.stringify(fits, null, 2))

  await designer.card('Switch').click()
  await fill('Title', 'Gold', 1)
  await expect(card).toContainText('to one of large, Gold')
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(card).toContainText('to one of large, Gold customers')

  await page.keyboard.press('Control+s')
  await expect(page.getByText('Saved untitled-pipeline.sluice.json')).toBeVisible()
  const saved = JSON.parse(await readFile(join(designer.workspace, 'untitled-pipeline.sluice.json'), 'utf8'))
  expect(saved.nodes.map(({ config }: { config: object }) => config)).toEqual([
    {
      cases: [
        { id: 'large', when: 'value.large == true' },
        { id: 'gold', when: 'value.gold == true', title: 'Gold customers' },
      ],
    },
    { schema: fits },
  ])
})

test('code is indented by Tab, and Escape lets Tab lead out of it', async ({ designer }) => {
  const { page } = designer
  await designer.newPipeline()
  await designer.dragFromPalette('Code', 80, 80)
  const code = page.getByRole('tabpanel', { name: 'Settings' }).getByLabel('Code', { exact: true })
  await code.focus()
  await page.keyboard.type('if (message.key) {')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Tab')
  await page.keyboard.type('return null')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Shift+Tab')
  await page.keyboard.type('}')
  await expect(code).toHaveValue('if (message.key) {\n  return null\n}')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Tab')
  await expect(code).not.toBeFocused()
  await expect(code).toHaveValue('if (message.key) {\n  return null\n}')
})
