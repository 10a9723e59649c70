import { writeSync } from 'node:fs'
import { notesDescriptor } from '../protocol.ts'

/** Places in the memory that the working thread shares with the guardian. */
export const Cell = { batch: 0, index: 1, ticks: 2 } as const

/** No message is being worked on. */
export const idle = -1

/** Which message is being worked on, told to the guardian by memory and, where it must be exact, to the engine by a note. */
export class Progress {
  readonly cells = new Int32Array(new SharedArrayBuffer(3 * Int32Array.BYTES_PER_ELEMENT))

  constructor() {
    this.cells[Cell.index] = idle
  }

  /** Counts up while time passes, some 40 times a second; free to look at. */
  get ticks(): number {
    return this.cells[Cell.ticks] as number
  }

  begin(batch: number, index: number): void {
    this.cells[Cell.batch] = batch
    this.cells[Cell.index] = index
  }

  end(): void {
    this.cells[Cell.index] = idle
  }

  /** Tells the engine, before this returns, what is being worked on; nothing when nothing is. */
  note(word: string): void {
    const [batch, index] = [this.cells[Cell.batch], this.cells[Cell.index]]
    if (index !== idle) writeSync(notesDescriptor, `${word} ${batch} ${index}\n`)
  }
}
