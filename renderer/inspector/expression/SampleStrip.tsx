import { useMemo } from 'react'
import { useStore } from 'zustand'
import { fillText } from '../../../shared/graph/placeholders.ts'
import type { Parameter } from '../../../shared/graph/schema.ts'
import { toFailure } from '../../../shared/ipc/failure.ts'
import type { StepVariable } from '../../../shared/operators/lib/expression.ts'
import type { TapRow } from '../../../shared/run/tap.ts'
import type { DocumentState } from '../../model/document-store.ts'
import { documents } from '../../model/session.ts'
import { type Trial, tryOn } from './evaluate.ts'
import type { ExpressionKind } from './language.ts'
import styles from './SampleStrip.module.css'
import { useLanguage } from './use-language.ts'

/** Messages shown under a field. */
const shown = 3

const marks: Readonly<Record<Trial['outcome'], string>> = {
  true: '✓',
  false: '✓',
  value: '✓',
  error: '◆',
  unknown: '–',
}

interface SampleStripProps {
  kind: ExpressionKind
  variables?: readonly StepVariable[] | undefined
  text: string
  rows: readonly TapRow[]
}

/**
 * What the expression gives for the last messages on the wire, newest first. One that sees variables of its step cannot be tried:
 * their values are known only inside a run.
 */
export function SampleStrip({ kind, variables, text, rows }: SampleStripProps) {
  const language = useLanguage()
  const parameters = useStore(documents, parametersOf)
  const result = useMemo(() => {
    if (!language) return null
    const filled = withDefaults(text, parameters)
    try {
      const evaluate = language.compile(kind, filled, variables)
      return { trials: variables ? [] : tryOn(rows.slice(-shown).reverse(), evaluate, filled), problem: null }
    } catch (error) {
      return { trials: [], problem: problemIn(error) }
    }
  }, [language, kind, variables, text, rows, parameters])
  if (!result) return null
  if (result.problem) return <p className={styles.problem}>◆ {result.problem}</p>
  if (variables)
    return <p className={styles.caption}>It depends on what the step remembers: look at the wire behind the step.</p>
  if (rows.length === 0)
    return <p className={styles.caption}>Run the pipeline to see what this gives for real messages.</p>
  return (
    <>
      <ul className={styles.strip} aria-label="The last messages on this wire" aria-live="off">
        {result.trials.map((trial, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the places are what is listed.
          <li key={index} data-outcome={trial.outcome}>
            <span className={styles.mark}>{marks[trial.outcome]}</span>
            <span className={styles.label}>{trial.label}</span>
            <b className={styles.result} title={trial.outcome === 'error' ? trial.result : undefined}>
              {trial.result}
            </b>
          </li>
        ))}
      </ul>
      <p className={styles.caption}>The last messages on this wire, as you type.</p>
    </>
  )
}

const parametersOf = ({ document }: DocumentState) => document.parameters

/** Parameters as they are by default, for trying. */
function withDefaults(text: string, parameters: Readonly<Record<string, Parameter>>): string {
  const filled = fillText(text, (part) => {
    if (part.kind === 'escape') return '${'
    return part.kind === 'secret' ? undefined : (parameters[part.name]?.default ?? part.fallback ?? undefined)
  })
  return String(filled)
}

function problemIn(error: unknown): string {
  const { message, detail } = toFailure(error)
  return typeof detail?.problem === 'string' ? detail.problem : message
}
