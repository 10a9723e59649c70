import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from './support/designer.ts'

const away = {
  format: 'sluice/1',
  id: 'away',
  name: 'Away',
  connections: { main: { type: 'pulsar', serviceUrl: 'pulsar://127.0.0.1:1', webServiceUrl: 'http://127.0.0.1:1' } },
}

test('a connection that leads nowhere is examined, and the way to the wrong field is one click', async ({
  designer,
}) => {
  const { page, workspace } = designer
  await page.setViewportSize({ width: 1440, height: 900 })
  await writeFile(join(workspace, 'away.sluice.json'), JSON.stringify(away))
  await page.reload()
  await designer.openFile('away.sluice.json')
  await designer.engineReady()
  await page.getByRole('button', { name: 'Check this connection' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByRole('status')).toContainText('from working.', { timeout: 60_000 })
  const failed = dialog
    .getByRole('listitem')
    .filter({ hasText: 'Start Pulsar, or correct the port, in "webServiceUrl"' })
  await expect(failed).toContainText('Nothing listens at 127.0.0.1:1')
  await failed.getByRole('button', { name: 'Show' }).click()
  await expect(dialog).toBeHidden()
  await expect(page.getByLabel('Web service URL')).toBeFocused()
})

test('how a connection signs in is chosen in its form, and a secret in the file is warned of', async ({ designer }) => {
  const { page, workspace } = designer
  await page.setViewportSize({ width: 1440, height: 900 })
  await writeFile(join(workspace, 'away.sluice.json'), JSON.stringify(away))
  await page.reload()
  await designer.openFile('away.sluice.json')
  await page.getByLabel('Signs in by').selectOption('basic')
  await page.getByLabel('User', { exact: true }).fill('ada')
  await page.getByLabel('Password', { exact: true }).fill('swordfish')
  await page.getByLabel('Password', { exact: true }).blur()
  await page.getByRole('button', { name: /^Write \$\{secret:/ }).click()
  await expect(page.getByLabel('Password', { exact: true })).toHaveValue('${secret:MAIN_PASSWORD}')
  const secret = page.getByRole('form', { name: 'Secret MAIN_PASSWORD' })
  await expect(secret).toContainText('has no value')
  await secret.getByLabel('Value of MAIN_PASSWORD').fill('swordfish')
  await secret.getByRole('button', { name: 'Keep' }).click()
  await expect(secret).not.toContainText('has no value')
  await expect(secret.getByLabel('Value of MAIN_PASSWORD')).toHaveValue('')
  await designer.openTab('JSON')
  const json = page.getByRole('tabpanel', { name: 'JSON' }).getByRole('textbox')
  await expect(json).toHaveValue(/"username": "ada".*"password": "\$\{secret:MAIN_PASSWORD\}"/s)
})
