import type { LaunchRequest } from './launch-request.ts'

/** One window over one workspace. */
export interface WorkspaceWindow {
  /** False from the moment the window has closed, although what runs may still be draining. */
  isOpen(): boolean
  focus(): void
  /** As the user closes it: the page may ask about unsaved work first, and the window may stay. */
  close(): void
  /** Resolves when the window has closed and what ran has drained; never rejects. */
  readonly ended: Promise<void>
}

/** All workspaces that are open or still draining; no folder is ever opened twice at a time. */
export interface Workspaces {
  /** Brings the folder's window to the front, or opens one; while the folder still drains, when that is done. */
  show(request: LaunchRequest): Promise<void>
  /** Closes what is open. Resolves when everything that was there at this moment has drained. */
  end(): Promise<void>
  isEmpty(): boolean
}

export function createWorkspaces(open: (request: LaunchRequest) => Promise<WorkspaceWindow>): Workspaces {
  const present = new Map<string, Promise<WorkspaceWindow>>()

  async function show(request: LaunchRequest): Promise<void> {
    const { workspace } = request
    for (let opening = present.get(workspace); opening !== undefined; opening = present.get(workspace)) {
      const window = await opening
      if (window.isOpen()) return window.focus()
      await window.ended
    }
    const opening = open(request)
    present.set(workspace, opening)
    const forget = () => present.delete(workspace)
    try {
      void (await opening).ended.then(forget)
    } catch (error) {
      forget()
      throw error
    }
  }

  async function end(): Promise<void> {
    const endings = [...present.values()].map(async (opening) => {
      const window = await opening.catch(() => null)
      if (window?.isOpen()) window.close()
      await window?.ended
    })
    await Promise.all(endings)
  }

  return { show, end, isEmpty: () => present.size === 0 }
}
