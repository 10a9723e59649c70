import { seededRandom, seedFor } from '../../random.ts'

/** Random choices from a seed: the same ones for the same seed and name, whatever others draw. */
export class Draw {
  readonly random: () => number
  private readonly seed: number

  constructor(seed: number, name = '') {
    this.seed = seedFor(seed, name)
    this.random = seededRandom(this.seed)
    // Neighbouring seeds begin alike; a few draws on they do not.
    for (let count = 0; count < 4; count++) this.random()
  }

  /** A stream of its own. */
  fork(name: string): Draw {
    return new Draw(this.seed, name)
  }

  /** From `min` to `max`, both included. */
  integer(min: number, max: number): number {
    return min + Math.floor(this.random() * (max - min + 1))
  }

  chance(probability: number): boolean {
    return this.random() < probability
  }

  pick<Item>(list: readonly Item[]): Item {
    return list[this.integer(0, list.length - 1)] as Item
  }
}
