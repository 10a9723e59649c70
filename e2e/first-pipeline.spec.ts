import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import type { Ledger } from '../shared/run/ledger.ts'
import { runHeadless } from './support/command-line.ts'
import { expect, test } from './support/designer.ts'

test('an empty canvas becomes a pipeline that runs the same in the window and without one', async ({ designer }) => {
  const { page } = designer
  await designer.newPipeline()

  await test.step('drag a generator, a filter and a sink from the palette', async () => {
    await designer.dragFromPalette('Generator', 40, 60)
    await designer.dragFromPalette('Filter', 340, 60)
    await designer.dragFromPalette('Pulsar sink', 340, 260)
  })

  await test.step('connect them', async () => {
    await designer.connect({ step: 'Generator', port: 'out' }, { step: 'Filter', port: 'in' })
    await designer.connect({ step: 'Filter', port: 'out' }, { step: 'Pulsar sink', port: 'in' })
    await expect(page.locator('.react-flow__edge')).toHaveCount(2)
  })

  await test.step('Run is refused while something is missing, with the list', async () => {
    await page.getByRole('button', { name: 'Run', exact: true }).click()
    await expect(page.getByRole('list', { name: 'Problems' })).toContainText('topic')
  })

  await test.step('configure the filter and the sink', async () => {
    await designer.card('Filter').click()
    const condition = page
      .getByRole('combobox', { name: 'Condition' })
      .or(page.getByRole('textbox', { name: 'Condition' }))
    await condition.fill('value.total > 100')
    await condition.press('Tab')
    await expect(designer.card('Filter')).toContainText('value.total > 100')
    await designer.card('Pulsar sink').click()
    const topic = page.getByRole('combobox', { name: 'Topic' }).or(page.getByRole('textbox', { name: 'Topic' }))
    await topic.fill('large-orders')
    await topic.press('Tab')
    await expect(page.getByRole('button', { name: 'No problems' })).toBeVisible()
  })

  await test.step('run it: counts move', async () => {
    await designer.run()
    await expect(page.getByTitle('Show the ledger')).toHaveText('✓1,000received, all accounted for')
  })

  await test.step('open the messages of a wire', async () => {
    await designer.clickWire('filter.out', 'pulsar-sink.in')
    await designer.openTab('Messages')
    await expect(
      page.getByRole('grid', { name: /Messages/ }).or(page.getByRole('table', { name: /Messages/ })),
    ).toContainText('total')
  })

  const designed = await test.step('drain, and read the ledger', async () => {
    await designer.drain()
    await designer.openTab('Ledger')
    return readLedger(page)
  })

  const file = await test.step('export', async () => {
    await page.getByRole('button', { name: 'Export', exact: true }).click()
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: /^Download/ }).click()
    const path = join(designer.workspace, 'exported.sluice.json')
    await (await download).saveAs(path)
    return path
  })

  await test.step('the exported file has the same ledger on the command line', async () => {
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ format: 'sluice/1' })
    const { code, report } = runHeadless(file)
    expect(code).toBe(0)
    expect(report.ledger).toMatchObject({ received: 1000, balanced: true })
    expect(report.ledger.delivered).toBeGreaterThan(0)
    expect(report.ledger.dropped).toBeGreaterThan(0)
    const { received, delivered, dropped, deadLettered, returned, inFlight } = report.ledger
    expect(designed).toEqual({ received, delivered, dropped, deadLettered, returned, inFlight })
  })
})

/** The numbers of the ledger tab, by their names. */
async function readLedger(page: Page): Promise<Omit<Ledger, 'absorbed'>> {
  const table = page.getByRole('tabpanel', { name: 'Ledger' }).getByRole('table').first()
  const cell = (name: string) => {
    const row = table.getByRole('row').filter({ has: page.getByRole('rowheader', { name, exact: true }) })
    return row.getByRole('cell').first()
  }
  const number = async (name: string) => Number(((await cell(name).textContent()) ?? '').replaceAll(',', ''))
  await expect(cell('Received')).toHaveText('1,000')
  await expect(cell('In flight')).toHaveText('0')
  return {
    received: await number('Received'),
    delivered: await number('Delivered'),
    dropped: await number('Dropped'),
    deadLettered: await number('Dead-lettered'),
    returned: await number('Returned'),
    inFlight: await number('In flight'),
  }
}
