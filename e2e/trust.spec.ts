import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from './support/designer.ts'

const fromElsewhere = {
  format: 'sluice/1',
  id: 'elsewhere',
  name: 'From elsewhere',
  connections: { main: { type: 'embedded' } },
  nodes: [
    { id: 'feed', operator: 'generator', name: 'Feed', config: { count: 3 } },
    { id: 'own', operator: 'code', name: 'Own code', config: { source: 'return message' } },
    { id: 'end', operator: 'discard', name: 'End', config: {} },
  ],
  edges: [
    { from: 'feed.out', to: 'own.in' },
    { from: 'own.out', to: 'end.in' },
  ],
}

test.describe('a pipeline that runs code', () => {
  const before = process.env.XDG_STATE_HOME
  let state: string
  test.beforeAll(async () => {
    state = await mkdtemp(join(tmpdir(), 'sluice-state-'))
    process.env.XDG_STATE_HOME = state
  })
  test.afterAll(async () => {
    if (before === undefined) delete process.env.XDG_STATE_HOME
    else process.env.XDG_STATE_HOME = before
    await rm(state, { recursive: true, force: true })
  })

  test('asks before it runs, names the step, and is not asked about again', async ({ designer }) => {
    const { page, workspace } = designer
    await writeFile(join(workspace, 'elsewhere.sluice.json'), JSON.stringify(fromElsewhere))
    await page.reload()
    await designer.openFile('elsewhere.sluice.json')
    await designer.engineReady()
    const run = page.getByRole('button', { name: 'Run', exact: true })
    const dialog = page.getByRole('dialog')
    await run.click()
    await expect(dialog).toContainText('Own code runs code of its own')
    await dialog.getByRole('button', { name: 'Do not run' }).click()
    await expect(dialog).toBeHidden()
    await expect(run).toBeVisible()

    await run.click()
    await dialog.getByRole('button', { name: 'Trust and run' }).click()
    await expect(page.getByTitle('Show the ledger')).toHaveText('✓3received, all accounted for')
    await designer.drain()
    await run.click()
    await expect(dialog).toBeHidden()
    await expect(page.getByTitle('Show the ledger')).toHaveText('✓3received, all accounted for')
  })
})
