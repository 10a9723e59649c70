import { type Failure, FailureError, toFailure } from '../../../shared/ipc/failure.ts'
import { isTransient, type Logger } from '../../engine/ports.ts'
import { type Attempt, alreadyClosed, refusalStatus } from '../failures.ts'
import type { Security } from '../security/security.ts'
import { Connection } from './connection.ts'
import type { Timings } from './timings.ts'

export interface SocketTarget extends Attempt {
  /** Asked before each connection: a reader goes on elsewhere than it began. */
  readonly url: () => string
  readonly security: Security
}

/** What the owner of a socket does. The other side forgets everything but acknowledged messages between `lost` and `opened`. */
export interface SocketOwner {
  /** A connection is there; the first or a further one. */
  opened(): void
  /** One parsed frame. When it throws, the other side is not what we think, and a new connection is made. */
  frame(frame: unknown): void
  /** The open connection is gone; another will be opened, so this is no place to close it. `closeCode` is 0 when the network broke. */
  lost(closeCode: number): void
  /** It cannot be mended. The last call. */
  failed(failure: FailureError): void
}

/** A WebSocket that is opened again, for ever, after it was open once. */
export class ReconnectingSocket {
  readonly #target: SocketTarget
  readonly #timings: Timings
  readonly #log: Logger
  readonly #owner: SocketOwner
  #connection: Connection | null = null
  /** What the last attempt was made with. */
  #headers: Readonly<Record<string, string>> = {}
  #state: 'opening' | 'open' | 'mending' | 'over' = 'opening'
  /** Attempts since the last connection that held. */
  #attempts = 0
  /** When the mending (or the first opening) began; Date.now(). */
  #since = Date.now()
  #pause: NodeJS.Timeout | undefined
  #pings: NodeJS.Timeout | undefined
  readonly #first = Promise.withResolvers<void>()

  constructor(target: SocketTarget, timings: Timings, log: Logger, owner: SocketOwner) {
    this.#target = target
    this.#timings = timings
    this.#log = log
    this.#owner = owner
  }

  /** Resolves when it is open for the first time; rejects, and is over, when that cannot be had. */
  open(): Promise<void> {
    this.#connect()
    return this.#first.promise
  }

  get isOpen(): boolean {
    return this.#state === 'open'
  }

  get bufferedBytes(): number {
    return this.#connection?.bufferedBytes ?? 0
  }

  /** Sends while open; otherwise nothing happens, as the owner is told of every new connection. */
  send(text: string): void {
    if (this.#state === 'open') this.#connection?.send(text)
  }

  /** Gives the open connection up, so that a new one is made: the other side has lost what it knew. */
  renew(reason: string): void {
    if (this.#state === 'open') this.#connection?.abandon(reason)
  }

  /** Sends what was sent, then ends; the owner is not called any more. */
  async close(): Promise<void> {
    const connection = this.#finish()
    this.#first.reject(alreadyClosed(this.#target.subject))
    await connection?.close()
  }

  #connect(): void {
    this.#attempts += 1
    this.#target.security.headers().then(
      (headers) => this.#start(headers),
      (error: unknown) => this.#ended(new FailureError(toFailure(error)), 0),
    )
  }

  #start(headers: Readonly<Record<string, string>>): void {
    if (this.#state === 'over') return
    this.#headers = headers
    const { url, security } = this.#target
    const timings = { ...this.#timings, networkConnect: this.#networkLimit() }
    const options = { url: url(), headers, tls: security.tls, attempt: this.#target, timings }
    this.#connection = new Connection(options, {
      opened: () => this.#opened(),
      frame: (text) => this.#receive(text),
      ended: (failure, closeCode) => this.#ended(failure, closeCode),
    })
  }

  #networkLimit(): number {
    if (this.#state !== 'opening') return this.#timings.networkConnect
    return Math.max(1, Math.min(this.#timings.networkConnect, this.#timings.firstConnect - this.#elapsed()))
  }

  #opened(): void {
    if (this.#state === 'mending') this.#log.info(`Connected again: ${this.#target.subject}.`)
    this.#state = 'open'
    this.#since = Date.now()
    this.#pings = setInterval(() => this.#checkLife(), this.#timings.ping)
    this.#first.resolve()
    this.#owner.opened()
  }

  #receive(text: string): void {
    try {
      this.#owner.frame(JSON.parse(text))
    } catch (error) {
      this.renew(`it sent a frame that cannot be understood: ${toFailure(error).message}`)
    }
  }

  #checkLife(): void {
    if (this.#connection?.wasHeard()) this.#connection.ping()
    else this.renew(`silent for ${this.#timings.ping} ms`)
  }

  #ended(failure: FailureError, closeCode: number): void {
    if (this.#state === 'over') return
    clearInterval(this.#pings)
    this.#connection = null
    if (this.#state === 'open') this.#beginMending(failure.failure, closeCode)
    const pause = this.#nextPause()
    if (this.#isHopeless(failure.failure, pause)) this.#giveUp(failure)
    else this.#pause = setTimeout(() => this.#connect(), pause)
  }

  #beginMending(failure: Failure, closeCode: number): void {
    this.#state = 'mending'
    // A connection that breaks at once, again and again, must not be made again at once, again and again.
    if (this.#elapsed() > this.#timings.longestPause) this.#attempts = 0
    this.#since = Date.now()
    this.#log.warn(`Connection lost: ${this.#target.subject}. It is being mended.`, { reason: failure.detail?.reason })
    this.#owner.lost(closeCode)
  }

  #isHopeless(failure: Failure, pause: number): boolean {
    const status = refusalStatus(failure)
    if (status === 401 && this.#target.security.refused(this.#headers)) return false
    const mayPass = isTransient(failure) || status === 500 || failure.detail?.mayPass === true
    if (this.#state === 'opening') return !mayPass || this.#elapsed() + pause >= this.#timings.firstConnect
    if (mayPass) return false
    // What a broker that comes back has not yet forgotten, and a token file that is just being replaced.
    const isBrief = status === 404 || status === 409 || failure.code === 'SLUICE-CONNECTION-FILE'
    return !isBrief || this.#elapsed() > this.#timings.refusals
  }

  #giveUp(failure: FailureError): void {
    const wasOpen = this.#state === 'mending'
    this.#finish()
    if (wasOpen) this.#owner.failed(failure)
    else this.#first.reject(failure)
  }

  #finish(): Connection | null {
    const connection = this.#connection
    this.#state = 'over'
    this.#connection = null
    clearTimeout(this.#pause)
    clearInterval(this.#pings)
    return connection
  }

  #elapsed(): number {
    return Date.now() - this.#since
  }

  /** Doubles from attempt to attempt; varied, so that many sockets do not come back in step. */
  #nextPause(): number {
    const { firstPause, longestPause } = this.#timings
    return Math.min(longestPause, firstPause * 2 ** (this.#attempts - 1)) * (0.75 + Math.random() / 4)
  }
}
