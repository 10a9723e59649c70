import { notAMessageId } from '../message-id.ts'

/** Place of a message: which log, which entry. The log's id stands where Pulsar has the ledger's. */
export interface MessagePlace {
  readonly log: number
  readonly entry: number
}

/** Prints ids as `ledger:entry:partition:batchIndex`. There are no batches, so the last is always -1. */
export function printMessageId(log: number, entry: number, partition: number): string {
  return `${log}:${entry}:${partition}:-1`
}

const printed = /^(\d{1,15}):(-1|\d{1,15})(?::-?\d{1,9}){0,2}$/

/** Reads a printed id; entry -1 is the place before the first; partition and batch index may be left out. Throws `SLUICE-MESSAGE-ID`. */
export function parseMessageId(text: string): MessagePlace {
  const [, log, entry] = printed.exec(text) ?? []
  if (log === undefined || entry === undefined) throw notAMessageId(text)
  return { log: Number(log), entry: Number(entry) }
}
