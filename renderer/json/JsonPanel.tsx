import { Copy, Download } from 'lucide-react'
import { useMemo, useState } from 'react'
import type { Diagnostic } from '../../shared/graph/diagnostic.ts'
import { parseDocument } from '../../shared/graph/parse.ts'
import { useDocument } from '../app/use-session.ts'
import { useSelected } from '../inspector/use-selected.ts'
import { fileSuffix } from '../model/actions/files.ts'
import { replaceDocument } from '../model/commands/document.ts'
import { writeDocument } from '../model/document-text.ts'
import { slug } from '../model/naming.ts'
import { documents } from '../model/session.ts'
import { Button } from '../ui/Button.tsx'
import { CodeArea } from './CodeArea.tsx'
import { copyText } from './copy-text.ts'
import { downloadText } from './download-text.ts'
import { headlessCommand } from './headless-command.ts'
import styles from './JsonPanel.module.css'
import { selectedLines } from './selected-lines.ts'

/** The document as its canonical text, both ways. A text that cannot be read keeps the last good drawing. */
export default function JsonPanel() {
  const document = useDocument((state) => state.document)
  const kept = useMemo(() => writeDocument(document), [document])
  const [draft, setDraft] = useState<string | null>(null)
  const [problems, setProblems] = useState<readonly Diagnostic[]>([])
  const { nodes, edges } = useSelected()
  const text = draft ?? kept
  const lines = useMemo(() => selectedLines(text, { nodes, edges }), [text, nodes, edges])

  const commit = () => {
    if (draft === null) return
    const result = parseDocument(draft)
    setProblems(result.diagnostics ?? [])
    if (!result.document) return
    documents.getState().apply(replaceDocument(result.document))
    setDraft(null)
  }
  const revert = () => {
    setDraft(null)
    setProblems([])
  }
  const fileName = useFileName()
  return (
    <div className={styles.panel}>
      <div className={styles.toolbar}>
        <Button size="small" onClick={() => copyText(kept, 'JSON')}>
          <Copy /> Copy
        </Button>
        <Button size="small" onClick={() => downloadText(fileName.split('/').at(-1)!, kept, 'application/json')}>
          <Download /> Download
        </Button>
        <p className={styles.words}>Ctrl+Enter or leaving the text keeps it, Escape takes it back.</p>
        <code className={styles.command}>{headlessCommand(fileName)}</code>
        <Button size="small" variant="quiet" onClick={() => copyText(headlessCommand(fileName), 'Command')}>
          <Copy /> Copy command
        </Button>
      </div>
      {problems.length > 0 && <TextProblems problems={problems} onRevert={revert} />}
      <CodeArea
        label="Pipeline as JSON"
        text={text}
        marked={lines}
        wrong={problems.flatMap(({ place }) => (place.line ? [place.line] : []))}
        onChange={setDraft}
        onCommit={commit}
        onRevert={revert}
      />
    </div>
  )
}

function useFileName(): string {
  return useDocument(({ file, document }) => file?.path ?? slug(document.name, 'pipeline') + fileSuffix)
}

/** What keeps a text from becoming the drawing; the drawing stays as it was. */
function TextProblems({ problems, onRevert }: { problems: readonly Diagnostic[]; onRevert: () => void }) {
  return (
    <div className={styles.problems} role="alert">
      <ul>
        {problems.slice(0, 5).map(({ code, message, place }) => (
          <li key={`${code} ${message}`}>
            {place.line !== undefined && (
              <b>
                Line {place.line}, column {place.column}:{' '}
              </b>
            )}
            {message}
          </li>
        ))}
      </ul>
      <Button size="small" onClick={onRevert}>
        Back to the drawing
      </Button>
    </div>
  )
}
