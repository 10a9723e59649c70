import { createStore, type StoreApi } from 'zustand/vanilla'

export type Theme = 'light' | 'dark' | 'system'
export type LeftPanel = 'palette' | 'outline' | 'topics' | 'pipelines'
export type DockTab = 'messages' | 'problems' | 'ledger' | 'json' | 'logs'
/** Panels whose size a person can change, in pixels: width of the side panels, height of the dock. */
export type ResizablePanel = 'left' | 'inspector' | 'dock'

/** How the window is arranged. Remembered between visits. */
export interface ViewState {
  readonly theme: Theme
  /** null: the left panel is closed. */
  readonly leftPanel: LeftPanel | null
  /** `auto` until someone decides: shown where there is room, elsewhere only while something is selected. */
  readonly inspector: 'shown' | 'hidden' | 'auto'
  readonly dockOpen: boolean
  readonly dockTab: DockTab
  readonly sizes: Readonly<Record<ResizablePanel, number>>
  /** Whether a pipeline was ever run here; until then one line says how. */
  readonly everRan: boolean
  setTheme(theme: Theme): void
  /** Opens a left panel, or closes it when it is the one that is open. */
  toggleLeftPanel(panel: LeftPanel): void
  toggleDock(): void
  /** Opens the dock at a tab. */
  showDock(tab: DockTab): void
  showInspector(): void
  hideInspector(): void
  resize(panel: ResizablePanel, size: number): void
  ran(): void
}

export type ViewStore = StoreApi<ViewState>

/** Where the arrangement is kept: localStorage in a window, a plain map in a test. */
export interface Memory {
  getItem(key: string): string | null
  setItem(key: string, value: string): void
}

export const sizeLimits: Readonly<Record<ResizablePanel, readonly [number, number]>> = {
  left: [200, 420],
  inspector: [280, 560],
  dock: [140, 620],
}

const memoryKey = 'sluice.view'

const defaults = {
  theme: 'system' as Theme,
  leftPanel: 'palette' as LeftPanel | null,
  inspector: 'auto' as ViewState['inspector'],
  dockOpen: true,
  dockTab: 'messages' as DockTab,
  sizes: { left: 236, inspector: 336, dock: 268 },
  everRan: false,
}

export function createViewStore(memory: Memory): ViewStore {
  const store = createStore<ViewState>()((set) => ({
    ...defaults,
    ...recall(memory),
    setTheme: (theme) => set({ theme }),
    toggleLeftPanel: (panel) => set((state) => ({ leftPanel: state.leftPanel === panel ? null : panel })),
    toggleDock: () => set((state) => ({ dockOpen: !state.dockOpen })),
    showDock: (dockTab) => set({ dockTab, dockOpen: true }),
    showInspector: () => set({ inspector: 'shown' }),
    hideInspector: () => set({ inspector: 'hidden' }),
    ran: () => set({ everRan: true }),
    resize: (panel, size) => set((state) => ({ sizes: { ...state.sizes, [panel]: within(sizeLimits[panel], size) } })),
  }))
  store.subscribe((state) => memory.setItem(memoryKey, JSON.stringify(state)))
  return store
}

function within([least, most]: readonly [number, number], size: number): number {
  return Math.round(Math.min(most, Math.max(least, size)))
}

/** What was remembered, as far as it can still be used; a spoilt memory is no memory. */
function recall(memory: Memory): Partial<typeof defaults> {
  try {
    const kept: unknown = JSON.parse(memory.getItem(memoryKey) ?? '{}')
    if (typeof kept !== 'object' || kept === null) return {}
    const known = Object.entries(kept).filter(([key, value]) => fits(key, value))
    return Object.fromEntries(known)
  } catch {
    return {}
  }
}

const accepted: Readonly<Record<string, (value: unknown) => boolean>> = {
  theme: (value) => ['light', 'dark', 'system'].includes(value as string),
  leftPanel: (value) => [null, 'palette', 'outline', 'topics', 'pipelines'].includes(value as string | null),
  inspector: (value) => ['shown', 'hidden', 'auto'].includes(value as string),
  everRan: (value) => typeof value === 'boolean',
  dockOpen: (value) => typeof value === 'boolean',
  dockTab: (value) => ['messages', 'problems', 'ledger', 'json', 'logs'].includes(value as string),
  sizes: (value) =>
    Object.keys(sizeLimits).every((panel) => Number.isFinite((value as Record<string, unknown>)?.[panel])),
}

function fits(key: string, value: unknown): boolean {
  return accepted[key]?.(value) ?? false
}
