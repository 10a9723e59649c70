import { useEffect, useRef, useState } from 'react'
import { useStore } from 'zustand'
import type { Subscription } from '../../shared/ipc/contract.ts'
import type { ProduceProgress } from '../../shared/ipc/produce-schemas.ts'
import { type TemplateName, templateNames } from '../../shared/operators/lib/samples/template-names.ts'
import { Select } from '../inspector/form/Select.tsx'
import { home } from '../model/session.ts'
import { Button } from '../ui/Button.tsx'
import { Field } from '../ui/Field.tsx'
import { formatCount } from '../ui/format.ts'
import { Segmented } from '../ui/Segmented.tsx'
import { TextInput } from '../ui/TextInput.tsx'
import { type ProduceDraft, readDraft } from './produce-draft.ts'
import styles from './TopicInspector.module.css'
import { sheet, topics } from './topics-session.ts'

const kinds = [
  { value: 'message', title: 'A message' },
  { value: 'template', title: 'Samples' },
] as const

const change = (part: Partial<ProduceDraft>) => sheet.setState(({ draft }) => ({ draft: { ...draft, ...part } }))

/** Writes to the topic by hand: one message, the same many times, or samples at a rate. */
export default function ProduceTab({ topic }: { topic: string }) {
  const draft = useStore(sheet, (state) => state.draft)
  const { state, start, stop } = useWriting(topic)
  const read = readDraft(draft)
  return (
    <form
      className={styles.section}
      aria-label="Write to the topic"
      onSubmit={(event) => {
        event.preventDefault()
        if ('what' in read) start(read.what, read.rate)
      }}
    >
      <Segmented label="What to write" value={draft.kind} options={kinds} onChange={(kind) => change({ kind })} />
      {draft.kind === 'message' ? <MessageFields draft={draft} /> : <TemplateField draft={draft} />}
      <div className={styles.pair}>
        <Field label="How many">
          {(ids) => (
            <TextInput
              {...ids}
              inputMode="numeric"
              value={draft.count}
              onChange={(event) => change({ count: event.target.value })}
            />
          )}
        </Field>
        <Field label="Per second">
          {(ids) => (
            <TextInput
              {...ids}
              inputMode="decimal"
              placeholder="no limit"
              value={draft.rate}
              onChange={(event) => change({ rate: event.target.value })}
            />
          )}
        </Field>
      </div>
      <div className={styles.buttons}>
        {state.running ? (
          <Button onClick={stop}>Stop</Button>
        ) : (
          <Button type="submit" variant="primary" disabled={'problem' in read}>
            Send
          </Button>
        )}
      </div>
      <Outcome state={state} problem={'problem' in read ? read.problem : null} />
    </form>
  )
}

function MessageFields({ draft }: { draft: ProduceDraft }) {
  return (
    <>
      <Field
        label="Payload"
        aside={
          <Select
            aria-label="The payload is"
            className={styles.form}
            value={draft.form}
            onChange={(event) => change({ form: event.target.value as ProduceDraft['form'] })}
          >
            <option value="json">JSON</option>
            <option value="text">Text</option>
            <option value="base64">Base64</option>
          </Select>
        }
      >
        {(ids) => (
          <textarea
            {...ids}
            className={styles.area}
            spellCheck={false}
            value={draft.payload}
            onChange={(event) => change({ payload: event.target.value })}
          />
        )}
      </Field>
      <Field label="Key">
        {(ids) => (
          <TextInput
            {...ids}
            mono
            placeholder="none"
            value={draft.key}
            onChange={(event) => change({ key: event.target.value })}
          />
        )}
      </Field>
      <Field label="Properties" help="One a line: name=value">
        {(ids) => (
          <textarea
            {...ids}
            className={styles.lines}
            rows={2}
            spellCheck={false}
            value={draft.properties}
            onChange={(event) => change({ properties: event.target.value })}
          />
        )}
      </Field>
    </>
  )
}

const templateTitles: Readonly<Record<TemplateName, string>> = {
  simple: 'Simple: a number and a text',
  sensor: 'Sensor readings',
  event: 'User events',
  transaction: 'Transactions',
}

function TemplateField({ draft }: { draft: ProduceDraft }) {
  return (
    <Field label="Samples" help="The same as those of sluice produce and of the generator.">
      {(ids) => (
        <Select
          {...ids}
          value={draft.template}
          onChange={(event) => change({ template: event.target.value as TemplateName })}
        >
          {templateNames.map((name) => (
            <option key={name} value={name}>
              {templateTitles[name]}
            </option>
          ))}
        </Select>
      )}
    </Field>
  )
}

interface WritingState {
  readonly running: boolean
  readonly progress: ProduceProgress | null
  readonly failure: string | null
}

const notYet: WritingState = { running: false, progress: null, failure: null }

function Outcome({ state: { progress, failure, running }, problem }: { state: WritingState; problem: string | null }) {
  if (failure !== null) {
    return (
      <p className={styles.error} role="alert">
        {failure}
      </p>
    )
  }
  if (problem !== null) return <p className={styles.error}>{problem}</p>
  if (progress === null) return null
  const { written, total, messageId } = progress
  return (
    <p className={styles.words} role="status">
      <b>{formatCount(written)}</b> {total > 1 && `of ${formatCount(total)} `}
      confirmed by the broker{!running && messageId !== null && `, the last as ${messageId}`}.
    </p>
  )
}

/** One stream at a time; leaving the topic ends it after what is under way. */
function useWriting(topic: string) {
  const [state, setState] = useState(notYet)
  const stream = useRef<Subscription | null>(null)
  const close = () => {
    stream.current?.close()
    stream.current = null
  }
  useEffect(() => () => stream.current?.close(), [])
  return {
    state,
    start: (what: Parameters<typeof open>[1], rate: number) => {
      close()
      setState({ ...notYet, running: true })
      stream.current = open(topic, what, rate, {
        event: (progress) => setState({ running: !progress.done, progress, failure: null }),
        end: (failure) => setState((before) => ({ ...before, running: false, failure: failure?.message ?? null })),
      })
    },
    stop: () => {
      close()
      setState((before) => ({ ...before, running: false }))
    },
  }
}

function open(
  topic: string,
  what: Extract<ReturnType<typeof readDraft>, { what: unknown }>['what'],
  rate: number,
  on: Parameters<typeof home.engine.open<'produce'>>[2],
): Subscription {
  const { reference } = topics.getState()
  return home.engine.open('produce', { connection: reference(), topic, what, rate }, on)
}
