import { useCallback, useEffect, useState } from 'react'
import type * as z from 'zod'
import type { workspaceContract } from '../../shared/ipc/workspace-contract.ts'
import { useDocumentShallow } from '../app/use-session.ts'
import inspector from '../inspector/Inspector.module.css'
import { attempt } from '../model/actions/parts.ts'
import type { DocumentState } from '../model/document-store.ts'
import { home, notices } from '../model/session.ts'
import { Button } from '../ui/Button.tsx'
import { Pill } from '../ui/Pill.tsx'
import { TextInput } from '../ui/TextInput.tsx'
import styles from './Secrets.module.css'
import { secretNames } from './secret-names.ts'

type Answer = z.output<(typeof workspaceContract)['calls']['secrets']['result']>
type Source = Answer['secrets'][number]['from']

const namesIn = ({ document }: DocumentState) => secretNames(document)

/** The secrets that the pipeline names: whether each has a value, and a field to give it one. Values never come back here. */
export function Secrets() {
  const names = useDocumentShallow(namesIn)
  const [answer, ask] = useAnswer(names)
  if (names.length === 0) return null
  const kept = answer?.kept === 'keychain' ? 'in the keychain of this machine' : 'until Sluice ends'
  return (
    <section className={styles.section}>
      <h3 className={inspector.heading}>Secrets</h3>
      <p className={styles.words}>
        Kept {kept}, never in a file of the pipeline. Elsewhere they come from environment variables of the same name.
      </p>
      {names.map((name) => (
        <OneSecret
          key={name}
          name={name}
          from={answer?.secrets.find((secret) => secret.name === name)?.from ?? null}
          onChanged={ask}
        />
      ))}
    </section>
  )
}

function OneSecret({ name, from, onChanged }: { name: string; from: Source; onChanged: () => void }) {
  const [value, setValue] = useState('')
  const tell = async (work: () => Promise<unknown>) => {
    await attempt({ notices }, work)
    setValue('')
    onChanged()
  }
  return (
    <form
      className={styles.secret}
      aria-label={`Secret ${name}`}
      onSubmit={(event) => {
        event.preventDefault()
        if (value !== '') void tell(() => home.workspace.call('setSecret', { name, value }))
      }}
    >
      <div className={styles.line}>
        <code>{name}</code>
        <Pill tone={from === null ? 'warn' : 'ok'}>{words(from)}</Pill>
      </div>
      <div className={styles.line}>
        <TextInput
          type="password"
          autoComplete="new-password"
          aria-label={`Value of ${name}`}
          placeholder={from === null ? 'value' : 'another value'}
          value={value}
          onChange={(event) => setValue(event.target.value)}
        />
        {from === 'kept' && value === '' ? (
          <Button onClick={() => void tell(() => home.workspace.call('forgetSecret', { name }))}>Forget</Button>
        ) : (
          <Button type="submit" disabled={value === ''}>
            Keep
          </Button>
        )}
      </div>
    </form>
  )
}

function words(from: Source): string {
  if (from === null) return 'has no value'
  return from === 'kept' ? 'kept' : 'from the environment'
}

/** What the home says of the names, and the way to ask again. */
function useAnswer(names: readonly string[]): readonly [Answer | null, () => void] {
  const [answer, setAnswer] = useState<Answer | null>(null)
  const ask = useCallback(() => {
    if (names.length === 0) return
    void home.workspace.call('secrets', { names: [...names] }).then(setAnswer, () => setAnswer(null))
  }, [names])
  useEffect(ask, [ask])
  return [answer, ask]
}
