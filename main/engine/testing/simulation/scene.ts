import type { Draw } from './draw.ts'
import type { Sabotage } from './sabotage.ts'
import type { Scheduler } from './scheduler.ts'
import type { Entry } from './topic.ts'
import type { Weather } from './weather.ts'

/** What the parts of a simulated world share. */
export interface Scene {
  readonly scheduler: Scheduler
  readonly weather: Weather
  /** For how long things take, and which of several ways they go. */
  readonly draw: Draw
  readonly sabotage: Sabotage | null
  readonly witness: Witness
  /** The broker is not there. */
  readonly isAway: boolean
  /** Adds a line to the trace. */
  note(line: string): void
}

/** Is told what the engine does to the world, as it happens. */
export interface Witness {
  /** The engine got a message; `isFresh` unless it is on its way already. */
  handedOut(entry: Entry, isFresh: boolean): void
  /** The engine asks for an acknowledgement. */
  acknowledging(entry: Entry, life: Life): void
  /** A message is stored; `isPromised` when the engine is told so, or will be unless it dies. */
  stored(entry: Entry): void
  /** The engine was told that it is stored. */
  confirmed(entry: Entry): void
  /** The engine was told that it is not stored, though it is. */
  denied(entry: Entry): void
}

/** One run of the engine. After its death nothing it does has any effect, and nothing is answered. */
export class Life {
  readonly number: number
  isDead = false
  /** Callbacks of its clock that are waiting. */
  timers = 0
  /** Messages it was given and has asked to acknowledge, or given back. */
  settled = 0
  private readonly farewells: (() => void)[] = []

  constructor(number: number) {
    this.number = number
  }

  /** What the world does about it at the moment of death. */
  onDeath(farewell: () => void): void {
    this.farewells.push(farewell)
  }

  die(): void {
    this.isDead = true
    for (const farewell of this.farewells) farewell()
  }
}

/** Answers later, unless the engine has died by then. */
export async function answer<Result>(scene: Scene, life: Life, ms: number, effect: () => Result): Promise<Result> {
  await scene.scheduler.wait(ms)
  if (life.isDead) return new Promise(() => {})
  return effect()
}
