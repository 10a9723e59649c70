import { Check, Copy, Download } from 'lucide-react'
import { useMemo, useState } from 'react'
import { fileSuffix } from '../model/actions/files.ts'
import { slug } from '../model/naming.ts'
import { actions, documents } from '../model/session.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import styles from './ExportDialog.module.css'

/** The drawing as a file, and the command that runs the same file without a window. */
export default function ExportDialog({ onClose }: { onClose: () => void }) {
  const text = useMemo(() => actions.exportText(), [])
  const { document, file } = documents.getState()
  const fileName = file?.path ?? slug(document.name, 'pipeline') + fileSuffix
  const command = `sluice run ${quoted(fileName)}`
  return (
    <Dialog
      wide
      title="Export"
      onClose={onClose}
      footer={
        <>
          <CopyButton text={text} label="Copy JSON" />
          <Button variant="primary" onClick={() => download(fileName, text)}>
            <Download /> Download {fileName.split('/').at(-1)}
          </Button>
        </>
      }
    >
      <p className={styles.lead}>This file runs the same without a window, with the same ledger:</p>
      <div className={styles.command}>
        <code>{command}</code>
        <CopyButton text={command} label="Copy command" />
      </div>
      <textarea className={styles.json} aria-label="Pipeline as JSON" readOnly spellCheck={false} value={text} />
    </Dialog>
  )
}

const shownFor = 1_500

function CopyButton({ text, label }: { text: string; label: string }) {
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    await navigator.clipboard.writeText(text)
    setCopied(true)
    setTimeout(() => setCopied(false), shownFor)
  }
  return (
    <Button size="small" onClick={() => void copy()}>
      {copied ? <Check /> : <Copy />} {copied ? 'Copied' : label}
    </Button>
  )
}

function download(fileName: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'application/json' }))
  const link = Object.assign(window.document.createElement('a'), {
    href: address,
    download: fileName.split('/').at(-1),
  })
  link.click()
  URL.revokeObjectURL(address)
}

/** As a shell takes it, also when the name has a blank. */
function quoted(fileName: string): string {
  return /^[\w./-]+$/.test(fileName) ? fileName : `'${fileName.replaceAll("'", `'\\''`)}'`
}
