import type { Scene } from './scene.ts'

/** One thing every broker does. Its name is a sentence, unique in the contract; `differences` refer to it by that name. */
export interface Behaviour {
  readonly name: string
  run(scene: Scene): Promise<void>
  /** Needs the broker to be closed and opened again on the same data. */
  readonly restarts?: boolean
}

export function behaviour(name: string, run: (scene: Scene) => Promise<void>): Behaviour {
  return { name, run }
}

export function afterRestart(name: string, run: (scene: Scene) => Promise<void>): Behaviour {
  return { name, run, restarts: true }
}
