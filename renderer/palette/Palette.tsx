import { useDeferredValue, useState } from 'react'
import type { OperatorSpec } from '../../shared/operators/define.ts'
import { canvasView, revealSoon } from '../canvas/canvas-view.ts'
import { cardAround } from '../model/placement.ts'
import { actions, selection } from '../model/session.ts'
import { paletteGroups } from '../model/specs.ts'
import { Kbd } from '../ui/Kbd.tsx'
import { OperatorIcon } from '../ui/OperatorIcon.tsx'
import { TextInput } from '../ui/TextInput.tsx'
import { startDrag } from './drag.ts'
import { foundBy, operatorRank } from './operator-search.ts'
import styles from './Palette.module.css'

/** Every operator: drag one onto the canvas or onto a wire, or press it to add it after the selected step. */
export function Palette() {
  const [text, setText] = useState('')
  const wanted = useDeferredValue(text.trim())
  const groups = paletteGroups
    .map(({ title, specs }) => ({ title, specs: specs.filter((spec) => operatorRank(spec, wanted) > 0) }))
    .filter(({ specs }) => specs.length > 0)
  return (
    <div className={styles.palette}>
      <div className={styles.search}>
        <TextInput
          type="search"
          aria-label="Find an operator"
          placeholder="Find an operator"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        {text === '' && <Kbd>A</Kbd>}
      </div>
      <div className={styles.groups}>
        {groups.map(({ title, specs }) => (
          <section key={title} aria-labelledby={`palette ${title}`}>
            <h2 id={`palette ${title}`}>{title}</h2>
            <ul>
              {specs.map((spec) => (
                <PaletteItem key={spec.id} spec={spec} alias={foundBy(spec, wanted)} />
              ))}
            </ul>
          </section>
        ))}
        {groups.length === 0 && <p className={styles.none}>No operator is called “{text}”.</p>}
      </div>
    </div>
  )
}

function PaletteItem({ spec, alias }: { spec: OperatorSpec; alias: string | null }) {
  return (
    <li>
      <button
        type="button"
        className={styles.item}
        title={spec.summary}
        data-operator={spec.id}
        onPointerDown={(event) => startDrag(event, spec)}
        onClick={() => addBySelection(spec)}
      >
        <OperatorIcon icon={spec.icon} kind={spec.kind} />
        <span className={styles.title}>{spec.title}</span>
        <span className={styles.summary}>{alias ? <code>{alias}</code> : spec.summary}</span>
      </button>
    </li>
  )
}

function addBySelection(spec: OperatorSpec): void {
  actions.addAfterSelection(spec, cardAround(canvasView.centre()))
  revealSoon(selection.getState().nodes)
}
