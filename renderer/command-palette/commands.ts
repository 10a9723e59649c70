import {
  CirclePause,
  Copy,
  CopyPlus,
  Download,
  FilePlus,
  LayoutGrid,
  ListTree,
  type LucideIcon,
  Maximize,
  Monitor,
  Moon,
  PanelBottom,
  PanelRight,
  Play,
  Plus,
  Redo2,
  Rows3,
  Save,
  Scissors,
  Settings2,
  Spline,
  Square,
  Stethoscope,
  Sun,
  Trash2,
  Undo2,
  Workflow,
} from 'lucide-react'
import { leaveFor, openDialog } from '../app/dialogs.ts'
import { arrange } from '../canvas/arrange.ts'
import { addAtPointer, duplicate, onCurrent, openSettings, removeSelected } from '../canvas/canvas-actions.ts'
import { canvasView } from '../canvas/canvas-view.ts'
import { openConnectMenu } from '../canvas/menus.ts'
import { askDoctor } from '../connections/doctor-store.ts'
import { runsTheSame } from '../model/actions/run.ts'
import { canRedo, canUndo } from '../model/document-store.ts'
import { isLive, phaseOf } from '../model/run-store.ts'
import { actions, documents, runs, selection, view } from '../model/session.ts'
import type { DockTab, LeftPanel, Theme } from '../model/view-store.ts'

/** Something a person can do, by name. */
export interface AppCommand {
  readonly title: string
  /** Other words by which it is found. */
  readonly words?: string
  /** As they stand on the keyboard. */
  readonly keys?: string
  readonly icon: LucideIcon
  /** Whether it can be done now; left out, it always can. */
  readonly when?: () => boolean
  readonly run: () => void
}

const hasSteps = () => documents.getState().document.nodes.length > 0
const hasSelection = () => selection.getState().nodes.length + selection.getState().edges.length > 0
const hasSelectedSteps = () => selection.getState().nodes.length > 0
const phase = () => phaseOf(runs.getState())

const dockTitles: Readonly<Record<DockTab, string>> = {
  messages: 'messages',
  problems: 'problems',
  ledger: 'the ledger',
  json: 'the JSON',
  logs: 'logs',
}

const table: readonly AppCommand[] = [
  {
    title: 'Run',
    words: 'start',
    keys: 'Ctrl ↵',
    icon: Play,
    when: () => hasSteps() && !isLive(runs.getState()),
    run: () => void actions.run(),
  },
  {
    title: 'Apply draft',
    words: 'restart with what is drawn',
    icon: Play,
    when: draftDiffers,
    run: () => void actions.applyDraft(),
  },
  {
    title: 'Drain',
    words: 'end stop',
    icon: CirclePause,
    when: () => phase() === 'running',
    run: () => void actions.drain(),
  },
  {
    title: 'Stop',
    words: 'end at once',
    icon: Square,
    when: () => isLive(runs.getState()) && phase() !== 'starting',
    run: () => void actions.stop(),
  },
  { title: 'Save', keys: 'Ctrl S', icon: Save, run: () => void actions.save() },
  { title: 'Export', words: 'json command headless', icon: Download, run: () => openDialog('export') },
  { title: 'New pipeline', words: 'empty', icon: FilePlus, run: () => leaveFor(actions.newPipeline) },
  {
    title: 'Undo',
    keys: 'Ctrl Z',
    icon: Undo2,
    when: () => canUndo(documents.getState()),
    run: () => documents.getState().undo(),
  },
  {
    title: 'Redo',
    keys: 'Ctrl ⇧ Z',
    icon: Redo2,
    when: () => canRedo(documents.getState()),
    run: () => documents.getState().redo(),
  },
  { title: 'Add a step', words: 'operator node', keys: 'A', icon: Plus, run: addAtPointer },
  {
    title: 'Connect the selected step',
    words: 'wire',
    keys: 'C',
    icon: Spline,
    when: hasSelectedSteps,
    run: () => onCurrent(openConnectMenu),
  },
  {
    title: 'Settings of the selected step',
    words: 'inspector edit configure',
    keys: '↵',
    icon: Settings2,
    when: hasSelectedSteps,
    run: () => onCurrent(openSettings),
  },
  { title: 'Duplicate', words: 'copy', keys: 'Ctrl D', icon: CopyPlus, when: hasSelectedSteps, run: duplicate },
  { title: 'Delete', words: 'remove', keys: 'Del', icon: Trash2, when: hasSelection, run: () => removeSelected(false) },
  {
    title: 'Delete and heal the wire',
    words: 'remove',
    keys: '⇧ Del',
    icon: Scissors,
    when: hasSelectedSteps,
    run: () => removeSelected(true),
  },
  { title: 'Select all steps', keys: 'Ctrl A', icon: Copy, when: hasSteps, run: actions.selectAll },
  { title: 'Lay out', words: 'arrange tidy', keys: 'L', icon: Workflow, when: hasSteps, run: () => void arrange() },
  { title: 'Fit the drawing', words: 'zoom all', keys: 'F', icon: Maximize, when: hasSteps, run: canvasView.fit },
  ...panelCommands({ palette: LayoutGrid, outline: ListTree, topics: Rows3, pipelines: FilePlus }),
  ...dockCommands('messages', 'problems', 'ledger', 'json', 'logs'),
  {
    title: 'Show or hide the inspector',
    icon: PanelRight,
    run: () => {
      const { inspector, hideInspector, showInspector } = view.getState()
      if (inspector === 'shown') hideInspector()
      else showInspector()
    },
  },
  { title: 'Show or hide the dock', icon: PanelBottom, run: () => view.getState().toggleDock() },
  ...themeCommands({ light: Sun, dark: Moon, system: Monitor }),
]

/** What can be done now, in the order of the list. */
export function commandsNow(): readonly AppCommand[] {
  const { connections } = documents.getState().document
  const doctors = Object.keys(connections).map(
    (name): AppCommand => ({
      title: `Examine the connection "${name}"`,
      words: 'doctor check broker',
      icon: Stethoscope,
      run: () => askDoctor(name),
    }),
  )
  return [...table, ...doctors].filter(({ when }) => when?.() ?? true)
}

/** Whether each word of what was typed is in the command's title or its other words; case does not matter. */
export function fitsCommand({ title, words = '' }: Pick<AppCommand, 'title' | 'words'>, typed: string): boolean {
  const text = `${title} ${words}`.toLowerCase()
  return typed
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
}

function draftDiffers(): boolean {
  const { status, document } = runs.getState()
  return status?.state === 'running' && document !== null && !runsTheSame(document, documents.getState().document)
}

function panelCommands(icons: Readonly<Record<LeftPanel, LucideIcon>>): readonly AppCommand[] {
  return Object.entries(icons).map(([panel, icon]) => ({
    title: `Show ${panel}`,
    words: 'panel',
    icon,
    when: () => view.getState().leftPanel !== panel,
    run: () => view.getState().toggleLeftPanel(panel as LeftPanel),
  }))
}

function dockCommands(...tabs: readonly DockTab[]): readonly AppCommand[] {
  return tabs.map((tab) => ({
    title: `Show ${dockTitles[tab]}`,
    words: 'dock tab',
    icon: PanelBottom,
    run: () => view.getState().showDock(tab),
  }))
}

function themeCommands(icons: Readonly<Record<Theme, LucideIcon>>): readonly AppCommand[] {
  return Object.entries(icons).map(([theme, icon]) => ({
    title: theme === 'system' ? 'Theme as the system' : `Theme ${theme}`,
    words: 'look colours',
    icon,
    when: () => view.getState().theme !== theme,
    run: () => view.getState().setTheme(theme as Theme),
  }))
}
