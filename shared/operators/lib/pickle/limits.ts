import { tooLarge } from './failures.ts'

/** How large a pickle may become. What is shared counts as often as it is shown, so that a small pickle cannot unfold into a huge one. */
export interface PickleLimits {
  /** Lists and dicts inside each other. */
  readonly depth: number
  /** Values in the result, and values made while reading, where dicts and bytes count three times. */
  readonly items: number
  /** Characters of text plus bytes of bytes in the result, and those copied while reading. Integers beyond 64 bits count more than their digits. */
  readonly textLength: number
  /** Values that the pickle keeps for later use. */
  readonly memo: number
  /** Bytes of one integer; 4,096 of them are 9,864 digits. */
  readonly integerBytes: number
}

export const defaultLimits: PickleLimits = {
  depth: 1_000,
  items: 1_000_000,
  textLength: 64 * 1_048_576,
  memo: 1_000_000,
  integerBytes: 4_096,
}

/** Counts down what is allowed while one pickle is read; throws `SLUICE-PICKLE-LIMIT` when it is used up. */
export class Budget {
  private items: number
  private textLength: number
  private readonly limits: PickleLimits

  constructor(limits: PickleLimits) {
    this.items = limits.items
    this.textLength = limits.textLength
    this.limits = limits
  }

  takeItems(count: number): void {
    this.items -= count
    if (this.items < 0) throw tooManyItems(this.limits)
  }

  takeText(length: number): void {
    this.textLength -= length
    if (this.textLength < 0) throw tooMuchText(this.limits)
  }
}

export const tooManyItems = ({ items }: PickleLimits) => tooLarge('makes more values than', items)
export const tooMuchText = ({ textLength }: PickleLimits) =>
  tooLarge('makes more characters and bytes than', textLength)
export const tooDeep = ({ depth }: PickleLimits) => tooLarge('nests lists and dicts deeper than', depth)
