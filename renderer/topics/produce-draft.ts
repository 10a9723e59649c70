import type { ToProduce } from '../../shared/ipc/produce-schemas.ts'
import type { WholeMessage } from '../../shared/ipc/topic-schemas.ts'
import type { TemplateName } from '../../shared/operators/lib/samples/template-names.ts'
import { bytesOf } from '../messages/row-value.ts'

/** What is being written by hand, as its form holds it. Kept while the page lives, so that it can be sent again and again. */
export interface ProduceDraft {
  readonly kind: 'message' | 'template'
  readonly form: 'json' | 'text' | 'base64'
  readonly payload: string
  readonly key: string
  /** One `name=value` a line. */
  readonly properties: string
  readonly template: TemplateName
  readonly count: string
  /** Messages a second; empty for as fast as they are taken. */
  readonly rate: string
}

export const firstDraft: ProduceDraft = {
  kind: 'message',
  form: 'json',
  payload: '{\n  "hello": "world"\n}',
  key: '',
  properties: '',
  template: 'event',
  count: '1',
  rate: '',
}

/** What the engine is asked to write, or the sentence that says what is missing. */
export function readDraft(draft: ProduceDraft): { what: ToProduce; rate: number } | { problem: string } {
  const count = Number(draft.count)
  const rate = draft.rate.trim() === '' ? 0 : Number(draft.rate)
  if (!Number.isInteger(count) || count < 1 || count > 10_000_000)
    return { problem: 'How many: a whole number from 1 to 10,000,000.' }
  if (!(rate >= 0 && rate <= 1_000_000)) return { problem: 'The rate is messages a second, up to 1,000,000.' }
  if (draft.kind === 'template') return { what: { kind: 'template', template: draft.template, count }, rate }
  const properties = readProperties(draft.properties)
  if (properties === null) return { problem: 'Properties are written one a line, as name=value.' }
  if (draft.form === 'json' && !isJson(draft.payload))
    return { problem: 'The payload is not JSON. Correct it, or send it as text.' }
  const key = draft.key === '' ? null : draft.key
  const payload = { form: draft.form, text: draft.payload }
  return { what: { kind: 'message', payload, key, properties, eventTime: null, count }, rate }
}

/** The draft that writes a message once more, changed or not. */
export function draftOf({ payload, key, properties }: WholeMessage): ProduceDraft {
  const text = utf8(payload)
  const form = text === null ? 'base64' : isJson(text) ? 'json' : 'text'
  const lines = Object.entries(properties).map(([name, value]) => `${name}=${value}`)
  return { ...firstDraft, form, payload: text ?? payload, key: key ?? '', properties: lines.join('\n') }
}

function readProperties(text: string): Record<string, string> | null {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  const pairs = lines.map(
    (line) => [line.slice(0, line.indexOf('=')).trim(), line.slice(line.indexOf('=') + 1)] as const,
  )
  if (lines.some((line) => line.indexOf('=') < 1)) return null
  return Object.fromEntries(pairs)
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** Null when the bytes are not UTF-8. */
function utf8(base64: string): string | null {
  try {
    const bytes = bytesOf({ form: 'base64', text: base64, size: 0, truncated: false })
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}
