import type { SourceInstance } from '../../main/engine/hosted/contract.ts'
import type { Message } from '../../shared/message.ts'
import type { Hand } from './by-hand.ts'

/** One operator, drawn between a feed and a sink that counts, and the function one would write instead. */
export interface OperatorCase {
  /** Or what makes it for so many messages. */
  readonly config: object | ((count: number) => object)
  /** Message number `index` of the input; absent for sources. */
  readonly message?: (index: number) => Message
  /** After so many messages the same ones come again. More than may be in flight at once, where the operator holds any. Default 1,024. */
  readonly distinct?: number
  /** `from.port>to.port` between `feed`, `fails` (which puts a failure on every message), `tested` and `end`; absent for one wire in and one from each output. */
  readonly edges?: readonly string[]
  /** Other parts of the document. */
  readonly document?: object
  /** `processor`: time the thread had the processor (default). `wall`: for work that another process or a disk does. */
  readonly time?: 'processor' | 'wall'
  /** Messages of one sample, at most. */
  readonly maxCount?: number
  /** A source that waits for more: it is done when all of the sample have left. */
  readonly endless?: boolean
  /** What leaves may leave in another order. */
  readonly unordered?: boolean
  /** Called once for each run. */
  readonly byHand: (hand: Hand) => HandWritten | Promise<HandWritten>
}

export interface HandWritten {
  /** Takes the place of the feed, for sources. */
  readonly source?: Pick<SourceInstance, 'pull' | 'ack'>
  /** Takes one message to its end; a promise means "full, wait". Absent: it goes on as it is. */
  readonly take?: (message: Message) => void | Promise<void>
  /** Called after the last message. */
  readonly end?: () => void | Promise<void>
}
