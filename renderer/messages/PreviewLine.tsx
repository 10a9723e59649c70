import { memo } from 'react'
import type { Preview } from '../../shared/run/tap.ts'
import { lightJson, type Token } from './json-light.ts'
import styles from './PreviewLine.module.css'
import { visibleLine } from './visible-text.ts'

/** Characters of a payload that a line may cost. */
const shown = 400

/** A payload in one line, as text only, JSON lightly coloured. */
export const PreviewLine = memo(function PreviewLine({ preview }: { preview: Preview }) {
  if (preview.form === 'null') return <span className={styles.quiet}>null</span>
  if (preview.form === 'base64') {
    return <span className={styles.line}>{`${preview.size} bytes · ${preview.text.slice(0, 80)}…`}</span>
  }
  const text = visibleLine(preview.text.slice(0, shown))
  const tokens: readonly Token[] = looksLikeJson(preview) ? lightJson(text) : [{ kind: 'plain', text }]
  return (
    <span className={styles.line}>
      {tokens.map((token, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one text never change places.
        <span key={index} className={styles[token.kind]}>
          {token.text}
        </span>
      ))}
      {(preview.truncated || preview.text.length > shown) && ' …'}
    </span>
  )
})

function looksLikeJson({ form, text }: Preview): boolean {
  return form === 'json' || /^\s*[{[]/.test(text)
}
