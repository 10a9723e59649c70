import { useStore } from 'zustand'
import type { Granted } from '../../shared/graph/grants.ts'
import { trust } from '../model/session.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import styles from './TrustDialog.module.css'

/** Asks before a pipeline from somewhere else does something to this machine, naming the steps and connections, and what they may do. */
export function TrustDialog() {
  const question = useStore(trust, (state) => state.question)
  const { answer } = trust.getState()
  if (question === null) return null
  return (
    <Dialog
      title="Run a pipeline that reaches beyond Pulsar?"
      onClose={() => answer(null)}
      footer={
        <>
          <Button onClick={() => answer(null)} autoFocus>
            Do not run
          </Button>
          <Button onClick={() => answer('folder')}>Trust the folder</Button>
          <Button variant="primary" onClick={() => answer('pipeline')}>
            Trust and run
          </Button>
        </>
      }
    >
      <p>Nobody here has run it as it is now. When it runs, with your rights:</p>
      <ul className={styles.granted}>
        {question.granted.map((each) => (
          <li key={each.id}>
            <b>{each.name || each.id}</b> {wordsFor(each)}
          </li>
        ))}
      </ul>
      <p className={styles.note}>Look at these first. Any change asks again, unless you trust the folder.</p>
    </Dialog>
  )
}

const words: Readonly<Record<Granted['grants'][number], string>> = {
  code: 'runs code of its own, in a process that guards against its faults, not against its intentions',
  network: 'asks servers over the network',
  files: 'reads or writes files of this machine',
  secrets: 'gives secrets of yours to the address it names',
}

function wordsFor({ grants }: Granted): string {
  return `${grants.map((grant) => words[grant]).join('; ')}.`
}
