import { FailureError } from '../../../../ipc/failure.ts'
import { decodePickle } from '../decode.ts'

/** One byte per character: how the tests write pickles by hand. */
export function bytesOf(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'latin1'))
}

/** The failure's code and text; anything else that is thrown, or nothing, is passed on. */
export function failureOf(run: () => unknown): { code: string; message: string; detail?: Record<string, unknown> } {
  try {
    const value = run()
    throw new Error(`No failure but ${String(value)}`)
  } catch (thrown) {
    if (thrown instanceof FailureError) return thrown.failure
    throw thrown
  }
}

/** The value, or the code of the failure; anything else that is thrown is passed on. */
export function decodeOrFail(bytes: Uint8Array): { value: unknown } | { code: string } {
  try {
    return { value: decodePickle(bytes) }
  } catch (thrown) {
    if (thrown instanceof FailureError) return { code: thrown.failure.code }
    throw thrown
  }
}
