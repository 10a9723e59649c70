import type { Message } from '../../../shared/message.ts'
import { sink, type Tiny } from './tiny-operators.ts'

/** A sink whose receipts the test gives by hand, oldest first. Its operator id is `receipts`. */
export interface ReceiptsSink {
  readonly operator: Tiny
  /** Values it was given, every try. */
  readonly tried: unknown[]
  /** Receipts that are out. */
  readonly open: number
  confirm(count?: number): void
  refuse(reason: unknown): void
}

export function receiptsSink(rest: object = {}): ReceiptsSink {
  const tried: unknown[] = []
  const open: { resolve: () => void; reject: (reason: unknown) => void }[] = []
  const onMessage = (message: Message) => {
    tried.push(message.value)
    return new Promise<void>((resolve, reject) => open.push({ resolve, reject }))
  }
  return {
    operator: sink('receipts', onMessage, rest),
    tried,
    get open() {
      return open.length
    },
    confirm(count = 1) {
      for (const receipt of open.splice(0, count)) receipt.resolve()
    },
    refuse(reason) {
      open.shift()?.reject(reason)
    },
  }
}
