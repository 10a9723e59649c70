import type { ChildProcess } from 'node:child_process'
import { type Failure, FailureError } from '../../../shared/ipc/failure.ts'
import type { ScriptMessage, ScriptOptions, ScriptResult } from '../../engine/ports.ts'
import { type Death, failureOfDeath, type KillReason } from './deaths.ts'
import { launchChild, processMemoryFor } from './launch.ts'
import { LastNote, Tail } from './notes.ts'
import { packMessages, packStates, unpackStates } from './pack.ts'
import { type FromChild, type ResultsNote, type ToChild, unpackResults } from './protocol.ts'

/** For the process to start and the code to be loaded; a machine may be busy. */
const loadLimitMs = 30_000
/** Looks at a working process, within the time one message may take. */
const looksPerTimeout = 4
/** After the process has gone: for its last words to be read. */
const lastWordsMs = 1_000

export interface Work {
  readonly messages: readonly ScriptMessage[]
  readonly states: ReadonlyMap<string, unknown>
  readonly now: number
  /** Slower, and sure to name the message a death is to blame on. */
  readonly careful: boolean
  /** Called for the messages after those of the calls before, in order, with the states that changed on the way. */
  answer(results: readonly ScriptResult[], states: ReadonlyMap<string, unknown>): void
}

/** How work ended. `at` counts within the messages that are not answered. */
export type WorkEnd =
  | { readonly kind: 'done' }
  /** The process goes on, but took no message behind this one. */
  | { readonly kind: 'refused'; readonly at: number; readonly failure: Failure }
  /** The process is gone; null when it is not known, or nobody's fault, which message did it. */
  | { readonly kind: 'died'; readonly at: number | null; readonly failure: Failure }

interface CurrentWork {
  readonly batch: number
  readonly work: Work
  readonly end: (end: WorkEnd) => void
  answered: number
  /** Looks since the last sign of life. */
  silentLooks: number
}

/** One process with one script in it, from its start to its death. */
export class ScriptProcess {
  /** Resolves when the process is gone and everything it said has been read; never rejects. */
  readonly gone: Promise<Death>
  private readonly child: ChildProcess
  private readonly options: ScriptOptions
  private readonly errors: Tail
  private readonly notes: LastNote
  private killedFor: KillReason | null = null
  private current: CurrentWork | null = null
  private loading: ((failure: Failure | null) => void) | null = null
  private batches = 0

  private constructor(options: ScriptOptions) {
    const { child, errors, notes } = launchChild(options.memoryMb)
    this.options = options
    this.child = child
    this.errors = new Tail(errors)
    this.notes = new LastNote(notes)
    this.gone = whenGone(child).then(([code, signal]) => ({
      killedFor: this.killedFor,
      code,
      signal,
      errors: this.errors.text,
      outgrown: this.notes.last?.word === 'memory',
    }))
    child.on('message', (note: FromChild) => this.take(note))
  }

  /** Starts a process and loads the code. Rejects, the process gone, with what `ScriptHost.load` names. */
  static async start(options: ScriptOptions): Promise<ScriptProcess> {
    const process = new ScriptProcess(options)
    const failure = await process.load()
    if (failure === null) return process
    await process.kill('closed')
    throw new FailureError(failure)
  }

  /** Undefined when it could not be started. */
  get pid(): number | undefined {
    return this.child.pid
  }

  /** One at a time. Never rejects, but for messages that cannot be sent. */
  async work(work: Work): Promise<WorkEnd> {
    const batch = ++this.batches
    const { promise, resolve } = Promise.withResolvers<WorkEnd>()
    this.current = { batch, work, end: resolve, answered: 0, silentLooks: 0 }
    const looking = setInterval(() => this.look(), this.options.timeoutMs / looksPerTimeout)
    try {
      const { now, careful } = work
      const [messages, states] = [packMessages(work.messages), packStates(work.states)]
      this.send({ kind: 'work', batch, messages, states, now, careful })
      return await Promise.race([promise, this.gone.then((death) => this.diedAt(death))])
    } finally {
      clearInterval(looking)
      this.current = null
    }
  }

  /** SIGKILL. Resolves when the process is gone. */
  async kill(reason: KillReason): Promise<void> {
    this.killedFor ??= reason
    this.child.kill('SIGKILL')
    await this.gone
  }

  private async load(): Promise<Failure | null> {
    const { source, language, outputs, timeoutMs, memoryMb } = this.options
    const { promise, resolve } = Promise.withResolvers<Failure | null>()
    this.loading = resolve
    const timer = setTimeout(() => void this.kill('timeout'), loadLimitMs)
    const processMemory = processMemoryFor(memoryMb)
    this.send({ kind: 'load', source, language, outputs, timeoutMs, processMemory, parent: process.pid })
    const died = this.gone.then((death) => failureOfDeath(death, { timeoutMs: loadLimitMs, memoryMb }))
    const failure = await Promise.race([promise, died])
    clearTimeout(timer)
    return failure
  }

  /** A process that has just died takes nothing; its death is what is answered. Throws for values that cannot be cloned. */
  private send(request: ToChild): void {
    if (this.child.connected) this.child.send(request, () => {})
  }

  /** Several looks rather than one long timer: when this process was held up itself, it reads what has come before it looks again. */
  private look(): void {
    if (this.current === null || ++this.current.silentLooks <= looksPerTimeout) return
    void this.kill('timeout')
  }

  /** What comes is from a process in which anything may have been tampered with. */
  private take(note: FromChild): void {
    try {
      this.read(note)
    } catch {
      void this.kill('garbled')
    }
  }

  private read(note: FromChild): void {
    if (note.kind === 'log') this.options.log(note.level, note.line)
    else if (note.kind === 'loaded') this.loading?.(null)
    else if (note.kind === 'not-loaded') this.loading?.(note.failure)
    else if (note.batch !== this.current?.batch) return
    else if (note.kind === 'results') this.takeResults(note, this.current)
    else this.current.end({ ...note, at: Math.max(0, note.at - this.current.answered) })
  }

  private takeResults(note: ResultsNote, current: CurrentWork): void {
    const results = unpackResults(note.results)
    current.answered += results.length
    current.silentLooks = 0
    const { length } = current.work.messages
    if (current.answered > length || note.isLast !== (current.answered === length)) throw new Error('wrong count')
    current.work.answer(results, unpackStates(note.states))
    if (note.isLast) current.end({ kind: 'done' })
  }

  private diedAt(death: Death): WorkEnd {
    const { current, notes, options } = this
    const { last } = notes
    const isOfNow = current !== null && last?.batch === current.batch && last.index >= current.answered
    return { kind: 'died', at: isOfNow ? last.index - current.answered : null, failure: failureOfDeath(death, options) }
  }
}

/** With exit code and signal, when its pipes have been read to the end; a moment later when somebody else holds them open. */
function whenGone(child: ChildProcess): Promise<[number | null, NodeJS.Signals | null]> {
  return new Promise((resolve) => {
    const hasDisconnected = new Promise<void>((done) => child.once('disconnect', done))
    const hasClosed = new Promise<void>((done) => child.once('close', () => done()))
    child.once('error', () => {
      if (child.pid === undefined) resolve([null, null])
    })
    child.once('exit', (code, signal) => {
      const timer = setTimeout(() => resolve([code, signal]), lastWordsMs)
      void Promise.all([hasDisconnected, hasClosed]).then(() => {
        clearTimeout(timer)
        resolve([code, signal])
      })
    })
  })
}
