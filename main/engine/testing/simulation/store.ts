import { fail } from '../../../../shared/ipc/failure.ts'
import type { Epoch, StateStore } from '../../ports.ts'
import { answer, type Life, type Scene } from './scene.ts'

/** What a simulated state store keeps over all runs. */
export class SimulatedStore {
  private readonly scene: Scene
  private readonly nodes = new Map<string, Map<string, unknown>>()
  private epoch = 0

  constructor(scene: Scene) {
    this.scene = scene
  }

  /** The state of every key of a node, as it was committed last. */
  statesOf(node: string): readonly unknown[] {
    return [...(this.nodes.get(node)?.values() ?? [])]
  }

  /** The store as one run of the engine sees it. */
  connect(life: Life): StateStore {
    const { scene } = this
    const soon = <Result>(effect: () => Result) => answer(scene, life, scene.draw.integer(0, 4), effect)
    return {
      contents: () => soon(() => ({ epoch: this.epoch, nodes: this.names() })),
      load: (node) => soon(() => this.load(node)),
      commit: (epoch) => this.commit(life, structuredClone(epoch)),
      close: async () => {},
    }
  }

  private names(): string[] {
    return [...this.nodes].filter(([, states]) => states.size > 0).map(([name]) => name)
  }

  private load(node: string) {
    return [...(this.nodes.get(node) ?? [])].map(([key, state]) => ({ key, state: structuredClone(state) }))
  }

  private async commit(life: Life, epoch: Epoch): Promise<void> {
    const { scene } = this
    if (life.isDead) return new Promise(() => {})
    scene.note(`engine commits epoch ${epoch.number}`)
    const ms = scene.weather.strikes('slow-store') ? scene.draw.integer(50, 1_500) : scene.draw.integer(0, 10)
    if (scene.sabotage === 'commit-after-ack') return this.commitLater(life, epoch, ms)
    let isOver = false
    life.onDeath(() => {
      if (!isOver && scene.draw.chance(0.5)) this.apply(epoch)
    })
    await answer(scene, life, ms, () => {
      isOver = true
      this.decide(epoch)
    })
  }

  private decide(epoch: Epoch): void {
    const { weather } = this.scene
    if (weather.strikes('full-store')) throw fail('SLUICE-STATE-FULL', 'The simulated disk is full.')
    if (weather.strikes('broken-store')) throw fail('SIMULATED-BREAK', 'The simulated store is broken.')
    this.apply(epoch)
    if (weather.strikes('unsure-store')) throw fail('SLUICE-STATE-FAILED', 'The simulated disk gave an error.')
  }

  private commitLater(life: Life, epoch: Epoch, ms: number): void {
    this.scene.scheduler.after(ms + 200, () => {
      if (!life.isDead) this.apply(epoch)
    })
  }

  private apply(epoch: Epoch): void {
    const forgets = this.scene.sabotage === 'forget-what-was-handed-out'
    this.scene.note(`store has epoch ${epoch.number}`)
    this.epoch = Math.max(this.epoch, epoch.number)
    for (const { node, states: changes } of epoch.changes) {
      if (forgets && node.endsWith(':handed-out')) continue
      const states = this.nodes.get(node) ?? new Map<string, unknown>()
      this.nodes.set(node, states)
      for (const { key, state } of changes) {
        states.delete(key)
        if (state !== undefined) states.set(key, state)
      }
    }
  }
}
