/** Globals that Electron 45's main process has and Node 12 lacks; as little of each as the product uses. */
import { define } from './language-globals.ts'

class SmallHeaders extends Map<string, string> {
  constructor(entries: Readonly<Record<string, string>> = {}) {
    super(Object.entries(entries))
  }
}

class SmallResponse {
  readonly status: number
  readonly headers: SmallHeaders
  readonly body: Uint8Array

  constructor(
    body: string | Uint8Array,
    options: { status?: number; headers?: Readonly<Record<string, string>> } = {},
  ) {
    this.body = typeof body === 'string' ? Buffer.from(body) : body
    this.status = options.status ?? 200
    this.headers = new SmallHeaders(options.headers)
  }

  arrayBuffer(): Promise<Uint8Array> {
    return Promise.resolve(this.body)
  }
}

define(globalThis, 'Response', SmallResponse)
