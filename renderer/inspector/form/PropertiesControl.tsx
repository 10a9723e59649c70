import { X } from 'lucide-react'
import { IconButton } from '../../ui/IconButton.tsx'
import { TextInput } from '../../ui/TextInput.tsx'
import type { ControlProps } from './control-props.ts'
import { FieldRow } from './FieldRow.tsx'
import { useFormTarget } from './form-target.ts'
import styles from './PropertiesControl.module.css'
import { useDraft } from './use-draft.ts'

type Pair = readonly [name: string, value: string]

/** Names with texts: a row each, and an empty one below that adds the next. */
export function PropertiesControl({ field, path, standing }: ControlProps) {
  const { write } = useFormTarget()
  const pairs = pairsOf(standing.own)
  const put = (index: number, pair: Pair | null) => {
    const next = pair ? pairs.toSpliced(index, 1, pair) : pairs.toSpliced(index, 1)
    write(path, next.length === 0 ? undefined : Object.fromEntries(next))
  }
  return (
    <FieldRow field={field} path={path} standing={standing}>
      {({ id, ...ids }) => (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a grid row in every engine.
        <div role="group" aria-labelledby={ids['aria-labelledby']} className={styles.list}>
          {pairs.map((pair, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a name may be changed, its place stays.
            <Row key={index} pair={pair} onKeep={(next) => put(index, next)} />
          ))}
          <Row id={id} key={pairs.length} pair={null} onKeep={(next) => put(pairs.length, next)} />
        </div>
      )}
    </FieldRow>
  )
}

/** A row with an emptied name goes away. */
function Row({ id, pair, onKeep }: { id?: string; pair: Pair | null; onKeep: (pair: Pair | null) => void }) {
  const [name, value] = pair ?? ['', '']
  const names = useDraft(name, (next) => onKeep(next.trim() === '' ? null : [next.trim(), value]))
  const values = useDraft(value, (next) => name !== '' && onKeep([name, next]))
  return (
    <div className={styles.row}>
      <TextInput
        id={id}
        mono
        aria-label={pair ? `Name of ${name}` : 'New name'}
        placeholder="name"
        value={names.text}
        onChange={(event) => names.change(event.target.value)}
        onBlur={names.commit}
        onKeyDown={names.onKeyDown}
      />
      <TextInput
        mono
        aria-label={pair ? `Value of ${name}` : 'New value'}
        placeholder="value"
        disabled={!pair}
        value={values.text}
        onChange={(event) => values.change(event.target.value)}
        onBlur={values.commit}
        onKeyDown={values.onKeyDown}
      />
      {pair && (
        <IconButton label={`Remove ${name}`} size="small" side="top" onClick={() => onKeep(null)}>
          <X />
        </IconButton>
      )}
    </div>
  )
}

function pairsOf(value: unknown): readonly Pair[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).map(([name, text]) => [name, typeof text === 'string' ? text : JSON.stringify(text)])
}
