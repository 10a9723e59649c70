import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test as base, expect, type Locator, type Page } from '@playwright/test'
import { startServe } from '../../main/serve/start-serve.ts'
import { centre, drag, drawingRests, middleOf } from './pointer.ts'

const rendererDirectory = fileURLToPath(new URL('../../dist/renderer', import.meta.url))

/** The designer as a person drives it. Steps are named by what their card says. */
export interface Designer {
  readonly page: Page
  readonly workspace: string
  /** Starts an empty pipeline. */
  newPipeline(): Promise<void>
  /** Opens a file of the workspace by its path; resolves when it is what is on screen. */
  openFile(path: string): Promise<void>
  /** Drags an operator from the palette to a place on the canvas (pixels from its top left corner). */
  dragFromPalette(title: string, x: number, y: number): Promise<void>
  /** Draws a wire between two ports with the pointer. */
  connect(from: PortName, to: PortName): Promise<void>
  card(name: string): Locator
  port(port: PortName): Locator
  /** A wire by its ends' ids. */
  wire(from: string, to: string): Locator
  /** Clicks a wire half-way along its line. */
  clickWire(from: string, to: string): Promise<void>
  /** Resolves when the engine answers, which takes a moment after the page is there. */
  engineReady(): Promise<void>
  run(): Promise<void>
  drain(): Promise<void>
  openTab(name: string): Promise<void>
}

export interface PortName {
  readonly step: string
  readonly port: string
}

/** How long the engine may take to start: the time after which its host kills it, and a little. */
const engineStart = 25_000

/**
 * A designer on a workspace of its own, served by `sluice serve`, with the getting-started pipeline on screen. The test
 * fails on any error of the page.
 */
export const test = base.extend<{ designer: Designer }>({
  designer: async ({ page }, use) => {
    const workspace = await mkdtemp(join(tmpdir(), 'sluice-e2e-'))
    const served = await startServe({ workspace, rendererDirectory })
    const errors: string[] = []
    page.on('pageerror', (error) => errors.push(error.message))
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text())
    })
    await page.goto(served.url)
    const designer = drive(page, workspace)
    await expect(designer.card('Read input-topic')).toBeVisible()
    await drawingRests(page)
    await use(designer)
    await page.close()
    await served.close()
    await rm(workspace, { recursive: true, force: true })
    expect(errors, 'errors of the page').toEqual([])
  },
})

export { expect } from '@playwright/test'

function drive(page: Page, workspace: string): Designer {
  const canvas = page.getByRole('application', { name: 'Canvas' })
  const card = (name: string) => page.locator('.react-flow__node').filter({ hasText: name })
  const port = ({ step, port }: PortName) => card(step).locator(`.react-flow__handle[data-handleid="${port}"]`)
  const wire = (from: string, to: string) => page.locator(`.react-flow__edge[data-id="${from}>${to}"]`)
  /** A button of the rail closes the panel that it opened. */
  const showPanel = async (title: string) => {
    const button = page.getByRole('navigation', { name: 'Panels' }).getByRole('button', { name: title })
    if ((await button.getAttribute('aria-pressed')) !== 'true') await button.click()
    await expect(page.getByRole('complementary', { name: title })).toBeVisible()
  }
  const engineReady = () => expect(page.getByText('Engine starting…')).toHaveCount(0, { timeout: engineStart })
  return {
    page,
    workspace,
    card,
    port,
    wire,
    clickWire: async (from, to) => {
      await drawingRests(page)
      const { x, y } = await middleOf(wire(from, to))
      await page.mouse.click(x, y)
      await expect(wire(from, to)).toHaveClass(/selected/)
    },
    newPipeline: async () => {
      await showPanel('Pipelines')
      await page.getByRole('button', { name: 'New', exact: true }).click()
      await showPanel('Palette')
      await expect(canvas.getByRole('heading', { name: 'Start with a source' })).toBeVisible()
      await expect(page.locator('.react-flow__node')).toHaveCount(0)
      await drawingRests(page)
    },
    openFile: async (path) => {
      await showPanel('Pipelines')
      const entry = page.getByRole('complementary', { name: 'Pipelines' }).getByRole('button').filter({ hasText: path })
      await entry.click()
      await expect(entry).toHaveAttribute('aria-current', 'true')
      await drawingRests(page)
    },
    engineReady,
    dragFromPalette: async (title, x, y) => {
      const before = await card(title).count()
      const entry = page.locator('button[data-operator]').filter({ hasText: new RegExp(`^${title}`) })
      await entry.scrollIntoViewIfNeeded()
      await drawingRests(page)
      const item = await centre(entry)
      const box = await canvas.boundingBox()
      if (box === null) throw new Error('The canvas is not visible.')
      await drag(page, item, { x: box.x + x, y: box.y + y })
      await expect(card(title)).toHaveCount(before + 1)
    },
    connect: async (from, to) => {
      await drawingRests(page)
      await drag(page, await centre(port(from)), await centre(port(to)))
    },
    run: async () => {
      await engineReady()
      await page.getByRole('button', { name: 'Run', exact: true }).click()
      await expect(page.getByRole('button', { name: 'Drain' })).toBeVisible()
    },
    drain: async () => {
      await page.getByRole('button', { name: 'Drain' }).click()
      await expect(page.getByRole('button', { name: 'Run', exact: true })).toBeVisible()
    },
    openTab: async (name) => page.getByRole('tab', { name: new RegExp(`^${name}`) }).click(),
  }
}
