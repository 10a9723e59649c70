import type { Failure } from '../../../shared/ipc/failure.ts'
import type { SourceMessage } from '../hosted/contract.ts'
import { messageOf } from './example-message.ts'
import { type Tiny, tiny } from './tiny-operators.ts'

/** A source of numbers that remembers everything the engine did to it. Its operator id is `recorded`. */
export interface RecordingSource {
  readonly operator: Tiny
  /** Ids in the order of their acknowledgement; ids are the positions of the values. */
  readonly acked: number[]
  /** The size of each group of acknowledgements. */
  readonly groups: number[]
  /** Ids that were given back, and the code of the reason. */
  readonly returned: (readonly [id: number, code: string | undefined])[]
  /** Messages handed out. */
  readonly taken: number
  readonly isOpen: boolean
  /** What an acknowledgement waits for, or throws; the default is nothing. */
  onAck: () => Promise<void>
}

export interface RecordingOptions {
  /** Payload size each message claims to have, in bytes. */
  readonly size?: number
  /** Topics the values are spread over in turn; the default is one. */
  readonly topics?: readonly string[]
  /** Waits for more after the last value, as a subscription does; the default is to be exhausted. */
  readonly endless?: boolean
  /** Messages per pull, at most. */
  readonly batch?: number
  readonly sampleData?: boolean
  /** Takes messages back, but does not hand them out again. */
  readonly redelivers?: boolean
}

export function recordingSource(values: readonly unknown[], options: RecordingOptions = {}): RecordingSource {
  const { size = 0, topics = ['numbers'], endless = false, batch = 1_000, sampleData, redelivers } = options
  const acked: number[] = []
  const groups: number[] = []
  const returned: [number, string | undefined][] = []
  const state = { taken: 0, isOpen: false, onAck: async () => {}, wake: () => {} }

  const next = (): SourceMessage => {
    const id = state.taken++
    const message = messageOf({ value: values[id] }, topics[id % topics.length] as string, id)
    return { message: { ...message, origin: { ...message.origin, size } }, id }
  }

  const pull = async (max: number): Promise<SourceMessage[] | null> => {
    const count = Math.min(max, batch, values.length - state.taken)
    if (count > 0) return Array.from({ length: count }, next)
    if (!endless) return null
    await new Promise<void>((resolve) => {
      state.wake = resolve
    })
    return []
  }

  const operator = tiny('recorded', { kind: 'source' }, () => ({
    sampleData,
    redelivers,
    open: async () => {
      state.isOpen = true
    },
    pull,
    wake: () => state.wake(),
    ack: async (ids: readonly unknown[]) => {
      await state.onAck()
      groups.push(ids.length)
      acked.push(...(ids as number[]))
    },
    nack: (id: unknown, reason: Failure | null) => void returned.push([id as number, reason?.code]),
    close: async () => {
      state.isOpen = false
    },
  }))
  return Object.assign(state, { operator, acked, groups, returned })
}
