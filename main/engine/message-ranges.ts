/**
 * A printed message id as numbers, `ledger:entry:partition:batchIndex`, where the last ones may be missing; a single number is an
 * entry. One object is used for many ids, because this is done for each message.
 */
export class Position {
  ledger = -1
  entry = -1
  partition = -1
  batch = -1

  /** What was read last, and whether it could be: mostly a message is asked about twice in a row. */
  private text: string | null = null
  private isRead = false

  /** False when the text is no such id; what this object holds then means nothing. */
  read(text: string): boolean {
    if (text !== this.text) {
      this.text = text
      this.isRead = this.parse(text)
    }
    return this.isRead
  }

  private parse(text: string): boolean {
    this.partition = -1
    this.batch = -1
    let field = 0
    let number = 0
    let digits = 0
    let sign = 1
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at)
      if (code === colon && digits > 0 && digits <= mostDigits && field < 3) {
        this.set(field++, number * sign)
        number = 0
        digits = 0
        sign = 1
      } else if (code >= zero && code <= nine) {
        number = number * 10 + code - zero
        digits++
      } else if (code === minus && digits === 0 && sign === 1) sign = -1
      else return false
    }
    if (digits === 0 || digits > mostDigits) return false
    this.set(field, number * sign)
    if (field === 0) {
      this.entry = this.ledger
      this.ledger = -1
    }
    return true
  }

  isAfter(other: Position): boolean {
    if (this.ledger !== other.ledger) return this.ledger > other.ledger
    if (this.entry !== other.entry) return this.entry > other.entry
    if (this.partition !== other.partition) return this.partition > other.partition
    return this.batch > other.batch
  }

  copy(other: Position): void {
    this.ledger = other.ledger
    this.entry = other.entry
    this.partition = other.partition
    this.batch = other.batch
  }

  private set(field: number, value: number): void {
    if (field === 0) this.ledger = value
    else if (field === 1) this.entry = value
    else if (field === 2) this.partition = value
    else this.batch = value
  }
}

const [colon, minus, zero, nine] = [58, 45, 48, 57]
/** As a batch index: the message is not part of a batch. */
const none = -1
/** Numbers with more may not be exact. */
const mostDigits = 15

/** Numbers of one range: ledger, partition, first and last entry, first and last batch index. */
const width = 6

/**
 * A set of positions, each added once. What follows each other takes no more room than its ends: entries without a batch, and the
 * messages of one batch.
 */
export class MessageRanges {
  private readonly numbers: number[] = []
  private isSorted = true

  /** From what `toList` gave. */
  static from(list: readonly number[]): MessageRanges {
    const ranges = new MessageRanges()
    for (const number of list) ranges.numbers.push(number)
    ranges.isSorted = false
    return ranges
  }

  add(position: Position): void {
    if (this.extendsLast(position)) return
    const { ledger, partition, entry, batch } = position
    this.numbers.push(ledger, partition, entry, entry, batch, batch)
    this.isSorted = false
  }

  addAll(other: MessageRanges): void {
    for (const number of other.numbers) this.numbers.push(number)
    this.isSorted = false
  }

  has(position: Position): boolean {
    this.sort()
    let low = 0
    let high = this.numbers.length / width
    while (low < high) {
      const middle = (low + high) >> 1
      const order = this.compare(middle * width, position)
      if (order === 0) return true
      if (order < 0) low = middle + 1
      else high = middle
    }
    return false
  }

  /** The greatest position goes into `into` if it comes after what that holds. */
  raise(into: Position): void {
    const last = new Position()
    for (let at = 0; at < this.numbers.length; at += width) {
      last.ledger = this.at(at)
      last.partition = this.at(at + 1)
      last.entry = this.at(at + 3)
      last.batch = this.at(at + 5)
      if (last.isAfter(into)) into.copy(last)
    }
  }

  /** Plain data, to be saved. */
  toList(): readonly number[] {
    return this.numbers
  }

  private at(index: number): number {
    return this.numbers[index] as number
  }

  /** Whether the position follows the last one, which then is the end of its range. */
  private extendsLast({ ledger, partition, entry, batch }: Position): boolean {
    const { numbers } = this
    const last = numbers.length - width
    if (last < 0 || numbers[last] !== ledger || numbers[last + 1] !== partition) return false
    const [lastEntry, lastBatch] = [this.at(last + 3), this.at(last + 5)]
    if (batch === none && lastBatch === none && entry === lastEntry + 1) numbers[last + 3] = entry
    else if (batch !== none && lastBatch !== none && entry === lastEntry && batch === lastBatch + 1)
      numbers[last + 5] = batch
    else return false
    return true
  }

  /** Negative when the range is before the position, 0 when the position is in it. Without a batch comes before all with one. */
  private compare(range: number, { ledger, partition, entry, batch }: Position): number {
    const kind = Number(this.at(range + 5) !== none) - Number(batch !== none)
    if (kind !== 0) return kind
    if (this.at(range) !== ledger) return this.at(range) - ledger
    if (this.at(range + 1) !== partition) return this.at(range + 1) - partition
    if (this.at(range + 3) < entry) return -1
    if (this.at(range + 2) > entry) return 1
    if (this.at(range + 5) < batch) return -1
    return this.at(range + 4) > batch ? 1 : 0
  }

  private sort(): void {
    if (this.isSorted) return
    this.isSorted = true
    const ranges = Array.from({ length: this.numbers.length / width }, (_, index) =>
      this.numbers.slice(index * width, (index + 1) * width),
    )
    ranges.sort(compareRanges)
    this.numbers.length = 0
    for (const range of ranges) for (const number of range) this.numbers.push(number)
  }
}

function compareRanges(one: readonly number[], other: readonly number[]): number {
  const kind = Number(one[5] !== none) - Number(other[5] !== none)
  if (kind !== 0) return kind
  for (const index of [0, 1, 2, 4]) {
    const difference = (one[index] as number) - (other[index] as number)
    if (difference !== 0) return difference
  }
  return 0
}
