import type { Readable } from 'node:stream'

/** What the child noted last of the message it was working on. */
export interface Note {
  /** `working`, `exit` or `memory`. */
  readonly word: string
  readonly batch: number
  readonly index: number
}

/** The last whole line of the notes; older ones do not matter. */
export class LastNote {
  last: Note | null = null
  private rest = ''

  constructor(stream: Readable) {
    stream.setEncoding('latin1')
    stream.on('data', (text: string) => this.take(text))
    stream.on('error', () => {})
  }

  private take(text: string): void {
    const lines = (this.rest + text).split('\n')
    this.rest = lines.pop() as string
    const [word, batch, index] = (lines.at(-1) ?? '').split(' ')
    if (word && index !== undefined) this.last = { word, batch: Number(batch), index: Number(index) }
  }
}

/** The end of what comes, for a look at why a process died. */
export class Tail {
  text = ''

  constructor(stream: Readable, longest = 8_000) {
    stream.setEncoding('utf8')
    stream.on('data', (text: string) => {
      this.text = (this.text + text).slice(-longest)
    })
    stream.on('error', () => {})
  }
}
