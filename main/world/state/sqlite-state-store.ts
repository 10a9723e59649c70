import type { DatabaseSync } from 'node:sqlite'
import type { Epoch, SavedState, StateStore, StoreContents } from '../../engine/ports.ts'
import { type ChunkLimits, decodeChunk, type EncodedChunk, encodeChunks, encoding } from './chunk-encoding.ts'
import { Chunk, Shelf } from './shelf.ts'
import { stateFailure } from './state-failure.ts'

export interface StoreLimits extends ChunkLimits {
  /** Bytes of a node that count no more, beyond as many as do, before its oldest chunks are cleared. */
  readonly replacedBytes: number
  /** With each epoch at most so many bytes are read again to clear old chunks, beyond twice those of the epoch, and one chunk. */
  readonly clearedBytes: number
}

const mib = 1024 * 1024
const usualLimits: StoreLimits = { states: 2_000, bytes: 4 * mib, replacedBytes: 4 * mib, clearedBytes: mib }

interface Row {
  readonly id: number
  readonly epoch: number
  readonly form: number
  readonly value: Uint8Array
}

/**
 * The states in an open file, as a log: what an epoch changes is appended in chunks, one transaction each, on the disk when
 * `commit` returns. Old chunks are cleared from the oldest on: what counts in them is appended again, so a file holds about twice
 * what counts at most. A row for each key would be simpler, and costs ten times as much for each change.
 */
export class SqliteStateStore implements StateStore {
  private readonly sql: DatabaseSync
  private readonly file: string
  private readonly limits: StoreLimits
  private readonly statements
  private readonly shelves = new Map<string, Shelf>()
  private nextChunk: number

  constructor(sql: DatabaseSync, file: string, limits: StoreLimits = usualLimits) {
    this.sql = sql
    this.file = file
    this.limits = limits
    this.statements = {
      put: sql.prepare('INSERT INTO chunk (id, node, epoch, form, value) VALUES (?, ?, ?, ?, ?)'),
      get: sql.prepare('SELECT id, epoch, form, value FROM chunk WHERE id = ?'),
      remove: sql.prepare('DELETE FROM chunk WHERE id = ?'),
      number: sql.prepare('UPDATE epoch SET number = ?'),
    }
    const { last } = sql.prepare('SELECT max(id) AS last FROM chunk').get() as { last: number | null }
    this.nextChunk = (last ?? 0) + 1
  }

  async contents(): Promise<StoreContents> {
    return this.guard(() => {
      const { number } = this.sql.prepare('SELECT number FROM epoch').get() as { number: number }
      const names = this.sql.prepare('SELECT DISTINCT node FROM chunk ORDER BY node').all() as { node: string }[]
      return { epoch: number, nodes: names.map(({ node }) => node) }
    })
  }

  async load(node: string): Promise<readonly SavedState[]> {
    return this.guard(() => {
      const shelf = new Shelf()
      const found = new Map<string, { readonly epoch: number; readonly saved: SavedState }>()
      for (const { id, epoch, form, value } of this.rowsOf(node)) {
        const chunk = decodeChunk(value, form, this.file)
        for (const saved of chunk) {
          found.delete(saved.key)
          if (saved.state !== undefined) found.set(saved.key, { epoch, saved })
        }
        const [keys, states] = [chunk.map(({ key }) => key), chunk.map(({ state }) => state)]
        shelf.add(new Chunk(id, epoch, chunk.length, value.length), keys, states)
      }
      this.shelves.set(node, shelf)
      return [...found.values()].sort((one, other) => one.epoch - other.epoch).map(({ saved }) => saved)
    })
  }

  async commit({ number, changes }: Epoch): Promise<void> {
    const encoded = changes.map(({ node, states }) => ({ node, chunks: encodeChunks(node, states, this.limits) }))
    for (const { node } of encoded) if (!this.shelves.has(node)) await this.load(node)
    const shelves = encoded.map(({ node }) => this.shelves.get(node) as Shelf)
    this.guard(() => {
      for (const shelf of shelves) shelf.begin()
      this.sql.exec('BEGIN IMMEDIATE')
      for (const { node, chunks } of encoded) this.write(node, number, chunks)
      this.statements.number.run(number)
      this.sql.exec('COMMIT')
      for (const shelf of shelves) shelf.keep()
    })
  }

  async close(): Promise<void> {
    if (this.sql.isOpen) this.sql.close()
  }

  private rowsOf(node: string): Iterable<Row> {
    const select = this.sql.prepare('SELECT id, epoch, form, value FROM chunk WHERE node = ? ORDER BY id')
    return select.iterate(node) as unknown as Iterable<Row>
  }

  private write(node: string, epoch: number, chunks: readonly EncodedChunk[]): void {
    const shelf = this.shelves.get(node) as Shelf
    const firstNew = this.nextChunk
    for (const chunk of chunks) this.append(node, shelf, epoch, chunk)
    const written = chunks.reduce((sum, { bytes }) => sum + bytes.length, 0)
    if (shelf.keys === 0) this.clearAll(shelf)
    else this.clearOld(node, shelf, firstNew, written * 2 + this.limits.clearedBytes)
  }

  private append(node: string, shelf: Shelf, epoch: number, { keys, states, bytes }: EncodedChunk): void {
    const id = this.nextChunk++
    this.statements.put.run(id, node, epoch, encoding, bytes)
    shelf.add(new Chunk(id, epoch, keys.length, bytes.length), keys, states)
  }

  private clearAll(shelf: Shelf): void {
    for (const { id } of shelf.chunks) this.statements.remove.run(id)
    shelf.clear()
  }

  /** Chunks before `firstNew`, oldest first: what was forgotten goes with the oldest that could still have the key. */
  private clearOld(node: string, shelf: Shelf, firstNew: number, atMost: number): void {
    const moved: SavedState[] = []
    let epoch = 0
    for (let left = atMost; left > 0; ) {
      const [oldest] = shelf.chunks
      const replaced = shelf.bytes - shelf.liveBytes
      if (oldest === undefined || oldest.id >= firstNew) break
      if (replaced <= shelf.liveBytes + this.limits.replacedBytes) break
      const { form, value } = this.statements.get.get(oldest.id) as unknown as Row
      for (const saved of decodeChunk(value, form, this.file)) {
        if (shelf.isPlaced(saved.key, oldest)) moved.push(saved)
      }
      epoch = Math.max(epoch, oldest.epoch)
      this.statements.remove.run(oldest.id)
      shelf.shift()
      left -= oldest.bytes
    }
    for (const chunk of encodeChunks(node, moved, this.limits)) this.append(node, shelf, epoch, chunk)
  }

  /** What fails leaves nothing behind: neither in the file nor here. */
  private guard<Result>(work: () => Result): Result {
    try {
      return work()
    } catch (error) {
      if (this.sql.isOpen && this.sql.isTransaction) this.sql.exec('ROLLBACK')
      for (const shelf of this.shelves.values()) shelf.takeBack()
      throw stateFailure(error, this.file)
    }
  }
}
