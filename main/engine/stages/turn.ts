import type { RunContext } from '../context.ts'

/** How long the engine may keep the event loop to itself. */
const turnMs = 4
/** Messages from one look at the clock to the next, at most; fewer when they take long. */
const maxPerLook = 32
/** With a clock that stands still, a turn ends after this many messages. */
const messagesPerTurn = 16_384

/** A source's turn on the event loop: when it has pushed for long enough, others get theirs. */
export class Turn {
  /** Epoch milliseconds at the last look at the clock, which is not looked at for each message. */
  now = 0
  private readonly run: RunContext
  private began = 0
  private sinceTurn = 0
  private sinceLook = 0
  private perLook = maxPerLook

  constructor(run: RunContext) {
    this.run = run
  }

  begin(): void {
    this.look()
    this.began = this.now
    this.sinceTurn = 0
  }

  look(): void {
    this.now = this.run.look()
    this.sinceTurn += this.sinceLook
    this.sinceLook = 0
  }

  /** Called once for each message. */
  isOver(): boolean {
    return ++this.sinceLook >= this.perLook && this.isOverAtLook()
  }

  private isOverAtLook(): boolean {
    const before = this.now
    this.look()
    this.perLook =
      this.now - before >= turnMs / 2 ? Math.ceil(this.perLook / 2) : Math.min(maxPerLook, this.perLook * 2)
    return this.now - this.began >= turnMs || this.sinceTurn >= messagesPerTurn
  }
}
