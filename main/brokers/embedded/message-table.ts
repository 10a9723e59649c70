import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'
import type { NewMessage, StoredMessage } from './stored-message.ts'

/** The statements on messages, shared by all logs. */
export interface MessageTable {
  insert(log: number, entry: number, message: NewMessage): void
  /** Up to `max` messages of a log with `from <= entry < end`. */
  read(log: number, from: number, end: number, max: number): StoredMessage[]
  /** Null when it is not stored. */
  publishTime(log: number, entry: number): number | null
  /** With `from <= entry < end`: those with a newer one of the same key, and the newest of a key when they are empty. */
  superseded(log: number, from: number, end: number): readonly number[]
  /** Deletes `from <= entry < end` and returns their bytes, counted as `sizeOf` does. */
  remove(log: number, from: number, end: number): number
}

const columns = 'entry, publish_time, event_time, deliver_at, key, ordering_key, properties, payload'
const noProperties: Readonly<Record<string, string>> = Object.freeze({})

export function openMessageTable(sql: DatabaseSync): MessageTable {
  const insert = sql.prepare(`INSERT INTO message (log, ${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`)
  const read = sql.prepare(
    `SELECT ${columns} FROM message WHERE log = ? AND entry >= ? AND entry < ? ORDER BY entry LIMIT ?`,
  )
  read.setReturnArrays(true)
  const time = sql.prepare('SELECT publish_time FROM message WHERE log = ? AND entry = ?')
  const sizes = sql.prepare(
    'SELECT sum(length(payload)) AS bytes FROM message WHERE log = ? AND entry >= ? AND entry < ?',
  )
  const superseded = sql.prepare(
    `SELECT entry FROM (
       SELECT entry, length(payload) AS size, max(entry) OVER (PARTITION BY key) AS newest
       FROM message WHERE log = ? AND entry >= ? AND entry < ? AND key IS NOT NULL
     ) WHERE entry < newest OR size = 0`,
  )
  const remove = sql.prepare('DELETE FROM message WHERE log = ? AND entry >= ? AND entry < ?')
  return {
    insert(log, entry, { publishTime, eventTime, deliverAt, key, orderingKey, propertiesJson, payload }) {
      insert.run(log, entry, publishTime, eventTime, deliverAt, key, orderingKey, propertiesJson, payload)
    },
    read: (log, from, end, max) => (read.all(log, from, end, max) as unknown as Row[]).map(toMessage),
    publishTime: (log, entry) => (time.get(log, entry)?.publish_time as number | undefined) ?? null,
    superseded: (log, from, end) => superseded.all(log, from, end).map((row) => row.entry as number),
    remove(log, from, end) {
      const bytes = Number(sizes.get(log, from, end)?.bytes ?? 0)
      remove.run(log, from, end)
      return bytes
    },
  }
}

type Row = readonly SQLOutputValue[]

function toMessage(row: Row): StoredMessage {
  const properties = row[6] as string | null
  return {
    entry: row[0] as number,
    publishTime: row[1] as number,
    eventTime: row[2] as number | null,
    deliverAt: row[3] as number | null,
    key: row[4] as string | null,
    orderingKey: row[5] as string | null,
    properties: properties === null ? noProperties : JSON.parse(properties),
    payload: row[7] as Uint8Array,
  }
}
