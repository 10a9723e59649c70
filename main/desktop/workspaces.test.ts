import { describe, expect, it, vi } from 'vitest'
import { createWorkspaces, type WorkspaceWindow } from './workspaces.ts'

/** Windows that close at once and whose drain ends when the test says so. */
function setUp() {
  const opened: { workspace: string; window: WorkspaceWindow; drained(): void }[] = []
  const workspaces = createWorkspaces(async ({ workspace }) => {
    let isOpen = true
    const { promise: ended, resolve } = Promise.withResolvers<void>()
    const close = vi.fn(() => {
      isOpen = false
    })
    const window = { isOpen: () => isOpen, focus: vi.fn(), close, ended }
    opened.push({ workspace, window, drained: resolve })
    return window
  })
  const show = (workspace: string) => workspaces.show({ workspace, openFile: null })
  return { workspaces, opened, show }
}

/** Long enough for every promise that can settle. */
const settle = () => new Promise((resolve) => setTimeout(resolve))

describe('workspaces', () => {
  it('have one window each; showing one again brings its window to the front', async () => {
    const { opened, show } = setUp()
    await Promise.all([show('/a'), show('/b'), show('/a')])
    expect(opened.map(({ workspace }) => workspace)).toEqual(['/a', '/b'])
    expect(opened[0]!.window.focus).toHaveBeenCalledTimes(1)
    expect(opened[1]!.window.focus).not.toHaveBeenCalled()
  })

  it('are opened anew only after the window before has drained, and once', async () => {
    const { opened, show } = setUp()
    await show('/a')
    opened[0]!.window.close()
    const again = [show('/a'), show('/a')]
    await settle()
    expect(opened).toHaveLength(1)
    opened[0]!.drained()
    await Promise.all(again)
    expect(opened).toHaveLength(2)
  })

  it('end when all their windows are closed and drained', async () => {
    const { workspaces, opened, show } = setUp()
    await Promise.all([show('/a'), show('/b')])
    const ended = vi.fn()
    const ending = workspaces.end().then(ended)
    await settle()
    expect(opened.map(({ window }) => window.isOpen())).toEqual([false, false])
    opened[0]!.drained()
    await settle()
    expect(ended).not.toHaveBeenCalled()
    expect(workspaces.isEmpty()).toBe(false)
    opened[1]!.drained()
    await ending
    expect(workspaces.isEmpty()).toBe(true)
  })

  it('forget a folder that could not be opened', async () => {
    const workspaces = createWorkspaces(() => Promise.reject(new Error('The folder is gone.')))
    await expect(workspaces.show({ workspace: '/a', openFile: null })).rejects.toThrow('The folder is gone.')
    expect(workspaces.isEmpty()).toBe(true)
    await workspaces.end()
  })
})
