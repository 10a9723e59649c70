import type { Message } from '../../../../message.ts'
import type { ExampleMessage } from '../../../define.ts'

export const tumbling = { kind: 'tumbling', lengthMs: 10 }

/** Time as the messages of `at` say it. */
export const byEvent = (waitMs = 0) => ({ kind: 'event', timestamp: 'value.t', waitMs })

/** `a5` is a message of key `a` with the timestamp 5; its `v` is its place in the text. */
export function at(text: string): readonly ExampleMessage[] {
  return text.split(' ').map((word, v) => ({ key: word[0] as string, value: { t: Number(word.slice(1)), v } }))
}

/** What a window sends, on `out` with a value and on `meta` with merged ids. */
export interface Closed {
  readonly window_id: number
  readonly open_time: number
  readonly close_time: number
  readonly value?: unknown
  readonly merged_ids?: readonly number[]
}

export function closed(messages: readonly Message[] = []): readonly Closed[] {
  return messages.map(({ value }) => value as Closed)
}

/** Key, number and value of each window. */
export function results(messages: readonly Message[] = []) {
  return messages.map(({ key, value }) => [key, (value as Closed).window_id, (value as Closed).value])
}

/** A window between a source and what takes its results and errors; `late` and `meta` are not wired. */
export function windowGraph(config: Readonly<Record<string, unknown>>) {
  return {
    nodes: [
      { id: 'read', operator: 'test-feed' },
      { id: 'cut', operator: 'window', config },
      { id: 'end', operator: 'test-collect' },
      { id: 'bad', operator: 'test-collect' },
    ],
    edges: ['read.out>cut.in', 'cut.out>end.in', 'cut.errors>bad.in'],
  }
}
