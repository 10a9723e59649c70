import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from './support/designer.ts'
import { centre, drag, drawingRests, middleOf, pull } from './support/pointer.ts'

test.describe('editing', () => {
  test('an operator dropped on a wire is spliced in; undo takes it out in one step', async ({ designer }) => {
    const { page } = designer
    const wire = await middleOf(designer.wire('parse.out', 'add.in'))
    const canvas = await page.getByRole('application', { name: 'Canvas' }).boundingBox()
    await designer.dragFromPalette('Filter', wire.x - canvas!.x, wire.y - canvas!.y)
    await expect(designer.wire('parse.out', 'filter.in')).toHaveCount(1)
    await expect(designer.wire('filter.out', 'add.in')).toHaveCount(1)
    await page.getByRole('button', { name: 'Undo' }).click()
    await expect(designer.wire('parse.out', 'add.in')).toHaveCount(1)
    await expect(designer.card('Filter')).toHaveCount(0)
    await page.getByRole('button', { name: 'Redo' }).click()
    await expect(designer.wire('filter.out', 'add.in')).toHaveCount(1)
  })

  test('L lays the drawing out, each step right of what feeds it; undo brings the old places back', async ({
    designer,
  }) => {
    const { page } = designer
    const left = async (name: string) => (await designer.card(name).boundingBox())!.x
    const behind = async () => (await left('Write output-topic')) - (await left('Add fields'))
    await page.getByRole('button', { name: 'Fit', exact: true }).click()
    await drawingRests(page)
    const from = await centre(designer.card('Write output-topic'))
    const to = await centre(designer.card('Parse JSON'))
    await drag(page, from, { x: to.x, y: to.y + 110 })
    await expect.poll(behind).toBeLessThan(0)
    await page.keyboard.press('Escape')
    await page.keyboard.press('l')
    await expect(page.getByRole('button', { name: 'Undo: lay out 8 steps' })).toBeVisible()
    await page.keyboard.press('f')
    await expect.poll(behind).toBeGreaterThan(0)
    expect(await left('Add fields')).toBeGreaterThan(await left('Parse JSON'))
    await page.getByRole('button', { name: 'Undo' }).click()
    await expect(page.getByRole('button', { name: /^Undo: move/ })).toBeVisible()
  })

  test('Shift+Delete takes a step out and heals the wire', async ({ designer }) => {
    await designer.card('Add fields').click()
    await designer.page.keyboard.press('Shift+Delete')
    await expect(designer.wire('parse.out', 'write.in')).toHaveCount(1)
    await expect(designer.card('Add fields')).toHaveCount(0)
  })

  test('a wire into a source is refused; the cursor says why, and so does the drop', async ({ designer }) => {
    const { page } = designer
    const end = await centre(designer.port({ step: 'Sample orders', port: 'out' }))
    await pull(page, await centre(designer.port({ step: 'Add fields', port: 'out' })), end)
    const canvas = page.getByRole('application', { name: 'Canvas' })
    await expect(canvas.getByRole('status')).toHaveText('A wire ends at an input, not at an output.')
    const card = await centre(designer.card('Sample orders'))
    await page.mouse.move(card.x, card.y, { steps: 6 })
    await page.mouse.up()
    await expect(page.getByText('Sample orders is a source: nothing can flow into it.')).toBeVisible()
    await expect(page.locator('.react-flow__edge')).toHaveCount(6)
  })

  test('save writes the canonical file, and opening it again shows the same drawing', async ({ designer }) => {
    const { page, workspace } = designer
    await designer.newPipeline()
    await designer.dragFromPalette('Generator', 60, 80)
    await expect(page.getByRole('img', { name: 'Not saved' })).toBeVisible()
    await page.keyboard.press('Control+s')
    await expect(page.getByText('Saved untitled-pipeline.sluice.json')).toBeVisible()
    await expect(page.getByRole('img', { name: 'Not saved' })).toHaveCount(0)
    const text = await readFile(join(workspace, 'untitled-pipeline.sluice.json'), 'utf8')
    expect(text).toContain('"operator": "generator"')
    await page.reload()
    await expect(page.locator('.react-flow__node')).toHaveCount(1)
    await designer.newPipeline()
    await designer.openFile('untitled-pipeline.sluice.json')
    await expect(page.locator('.react-flow__node')).toHaveCount(1)
    await expect(designer.card('Generator')).toBeVisible()
  })

  test('an operator nobody knows is shown, kept on save, and named as a problem', async ({ designer }) => {
    const { page, workspace } = designer
    const node = { id: 'future', operator: 'time-machine', name: 'From the future', config: { years: 30 } }
    const document = { format: 'sluice/1', id: 'future', name: 'Future', nodes: [node], edges: [] }
    await writeFile(join(workspace, 'future.sluice.json'), JSON.stringify(document))
    await page.reload()
    await designer.openFile('future.sluice.json')
    await expect(designer.card('From the future')).toBeVisible()
    await expect(page.getByRole('banner').getByRole('button', { name: /problem/ })).toContainText(/[1-9]/)
    await designer.openTab('JSON')
    await expect(page.getByRole('tabpanel', { name: 'JSON' }).getByRole('textbox')).toHaveValue(/time-machine.*years/s)
  })

  test('text of a file is shown as text, never run', async ({ designer }) => {
    const { page, workspace } = designer
    const evil = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>'
    const node = { id: 'a', operator: 'generator', name: evil, config: {} }
    const document = { format: 'sluice/1', id: 'evil', name: evil, description: evil, nodes: [node], edges: [] }
    await writeFile(join(workspace, 'evil.sluice.json'), JSON.stringify(document))
    await page.reload()
    await designer.openFile('evil.sluice.json')
    await expect(page.locator('.react-flow__node')).toHaveCount(1)
    await expect(page.locator('.react-flow__node')).toContainText('<img src=x')
    expect(await page.evaluate(() => 'hacked' in window)).toBe(false)
  })
})
