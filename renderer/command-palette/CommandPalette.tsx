import { Command } from 'cmdk'
import { BookOpen, FileJson } from 'lucide-react'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { closeDialog, leaveFor } from '../app/dialogs.ts'
import { goTo } from '../canvas/canvas-actions.ts'
import { selectedNodeNow } from '../canvas/canvas-session.ts'
import { canvasView, revealSoon } from '../canvas/canvas-view.ts'
import { displayName, findNode } from '../model/lookup.ts'
import { actions, counters, diagnostics, documents, files, selection } from '../model/session.ts'
import { paletteGroups, specOf } from '../model/specs.ts'
import { summaryOf } from '../model/summary.ts'
import { operatorRank } from '../palette/operator-search.ts'
import { Kbd } from '../ui/Kbd.tsx'
import { OperatorIcon } from '../ui/OperatorIcon.tsx'
import styles from './CommandPalette.module.css'
import { commandsNow, fitsCommand } from './commands.ts'
import { type FoundStep, findSteps } from './find-steps.ts'

/** Steps and operators shown of all that fit. */
const shownAtMost = { steps: 40, operators: 6 } as const

/** Finds steps by what they are, hold and count, and everything that can be done, by typing. */
export default function CommandPalette({ onlySteps }: { onlySteps: boolean }) {
  const dialog = useRef<HTMLDialogElement>(null)
  const input = useRef<HTMLInputElement>(null)
  const chosen = useRef<(() => void) | null>(null)
  const [typed, setTyped] = useState('')
  useEffect(() => {
    dialog.current?.showModal()
    input.current?.focus()
  }, [])
  /** Done after the window is closed and has given the focus back. */
  const choose = (run: () => void) => {
    chosen.current = run
    dialog.current?.close()
  }
  const end = () => {
    closeDialog()
    if (chosen.current) requestAnimationFrame(chosen.current)
  }
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes it already.
    <dialog
      ref={dialog}
      className={styles.palette}
      aria-label={onlySteps ? 'Find steps' : 'Search and commands'}
      onClose={end}
      onClick={(event) => event.target === dialog.current && dialog.current.close()}
    >
      <Command label={onlySteps ? 'Find steps' : 'Search and commands'} loop shouldFilter={false}>
        <Command.Input
          ref={input}
          className={styles.search}
          placeholder={onlySteps ? 'Find a step' : 'Find a step, or say what to do'}
          value={typed}
          onValueChange={setTyped}
        />
        <Command.List className={styles.list}>
          <Command.Empty className={styles.none}>Nothing here is called so or holds that.</Command.Empty>
          {(onlySteps || typed.trim() !== '') && <Steps typed={typed} choose={choose} />}
          {!onlySteps && <Commands typed={typed.trim()} choose={choose} />}
        </Command.List>
        <p className={styles.hint}>
          <code>operator:filter</code> <code>kind:sink</code> <code>topic:orders</code> <code>errors&gt;0</code>{' '}
          <code>problems&gt;0</code> <code>"several words"</code>
        </p>
      </Command>
    </dialog>
  )
}

interface ListProps {
  readonly typed: string
  readonly choose: (run: () => void) => void
}

function Steps({ typed, choose }: ListProps) {
  const { document } = documents.getState()
  const facts = { metrics: counters.node, problems: problemsOf() }
  const found = findSteps({ document, specOf, facts }, typed)
  if (found.length === 0) return null
  const shown = found.slice(0, shownAtMost.steps)
  const selectAll = () => {
    const nodes = found.map(({ id }) => id)
    selection.getState().select({ nodes })
    revealSoon(nodes)
  }
  return (
    <Command.Group
      heading={found.length > shown.length ? `Steps: the first ${shown.length} of ${found.length}` : 'Steps'}
    >
      {shown.map((step) => (
        <Step key={step.id} step={step} onSelect={() => choose(() => goTo(step.id))} />
      ))}
      {found.length > 1 && (
        <Item value="steps" icon={null} title={`Select all ${found.length}`} onSelect={() => choose(selectAll)} />
      )}
    </Command.Group>
  )
}

function Step({ step: { id, because }, onSelect }: { step: FoundStep; onSelect: () => void }) {
  const { document } = documents.getState()
  const node = findNode(document, id)
  if (!node) return null
  const spec = specOf(node.operator)
  return (
    <Item
      value={`step ${id}`}
      icon={<OperatorIcon icon={spec?.icon} kind={spec?.kind ?? 'unknown'} />}
      title={displayName(node, specOf)}
      detail={because ?? (spec ? summaryOf(spec, node, document) : node.operator)}
      onSelect={onSelect}
    />
  )
}

function Commands({ typed, choose }: ListProps) {
  const commands = commandsNow().filter((command) => fitsCommand(command, typed))
  return (
    <>
      {commands.length > 0 && (
        <Command.Group heading="Commands">
          {commands.map(({ title, keys, icon: Icon, run }) => (
            <Item
              key={title}
              value={`command ${title}`}
              icon={<Icon />}
              title={title}
              keys={keys}
              onSelect={() => choose(run)}
            />
          ))}
        </Command.Group>
      )}
      {typed !== '' && <Operators typed={typed} choose={choose} />}
      <Pipelines typed={typed} choose={choose} />
    </>
  )
}

function Operators({ typed, choose }: ListProps) {
  const ranked = paletteGroups
    .flatMap(({ specs }) => specs)
    .map((spec) => ({ spec, rank: operatorRank(spec, typed) }))
    .filter(({ rank }) => rank > 0)
    .sort((a, b) => b.rank - a.rank)
    .slice(0, shownAtMost.operators)
  if (ranked.length === 0) return null
  const add = (spec: (typeof ranked)[number]['spec']) => {
    actions.addAfterSelection(spec, canvasView.centre())
    const added = selectedNodeNow()
    if (added === null) return
    revealSoon([added])
    canvasView.focusNode(added)
  }
  return (
    <Command.Group heading="Add a step">
      {ranked.map(({ spec }) => (
        <Item
          key={spec.id}
          value={`add ${spec.id}`}
          icon={<OperatorIcon icon={spec.icon} kind={spec.kind} />}
          title={spec.title}
          detail={spec.summary}
          onSelect={() => choose(() => add(spec))}
        />
      ))}
    </Command.Group>
  )
}

/** Files of the workspace and examples; all of them only when they are asked for. */
function Pipelines({ typed, choose }: ListProps) {
  if (typed === '') return null
  const { files: saved, examples } = files.getState()
  const found = [
    ...saved.map(({ path, name }) => ({
      title: name,
      words: `open ${path}`,
      detail: path,
      icon: FileJson,
      open: () => void actions.openFile(path),
    })),
    ...examples.map(({ id, name }) => ({
      title: name,
      words: `open example ${id}`,
      detail: 'Example',
      icon: BookOpen,
      open: () => actions.openExample(id),
    })),
  ].filter((entry) => fitsCommand(entry, typed))
  if (found.length === 0) return null
  return (
    <Command.Group heading="Open">
      {found.map(({ title, words, detail, icon: Icon, open }) => (
        <Item
          key={words}
          value={words}
          icon={<Icon />}
          title={title}
          detail={detail}
          onSelect={() => choose(() => leaveFor(open))}
        />
      ))}
    </Command.Group>
  )
}

interface ItemProps {
  value: string
  icon: ReactNode
  title: string
  detail?: string
  keys?: string | undefined
  onSelect: () => void
}

function Item({ value, icon, title, detail, keys, onSelect }: ItemProps) {
  return (
    <Command.Item value={value} className={styles.item} onSelect={onSelect}>
      <span className={styles.icon} aria-hidden="true">
        {icon}
      </span>
      <span className={styles.title}>{title}</span>
      {detail && <span className={styles.detail}>{detail}</span>}
      {keys && <Kbd>{keys}</Kbd>}
    </Command.Item>
  )
}

/** How many problems the last check found at each step. */
function problemsOf(): (id: string) => number {
  const counts = new Map<string, number>()
  for (const { place } of diagnostics.getState().diagnostics) {
    if (place.node !== undefined) counts.set(place.node, (counts.get(place.node) ?? 0) + 1)
  }
  return (id) => counts.get(id) ?? 0
}
