import { createStore, type StoreApi } from 'zustand/vanilla'

export type LogLevel = 'info' | 'warn' | 'error'

export interface LogLine {
  readonly at: number
  readonly level: LogLevel
  readonly message: string
  readonly runId?: string | undefined
  readonly nodeId?: string | undefined
}

export interface NumberedLine extends LogLine {
  readonly number: number
}

/** Lines kept; the oldest give way. */
export const linesKept = 2_000

export interface LogState {
  /** Oldest first. */
  readonly lines: readonly NumberedLine[]
  readonly least: LogLevel
  add(line: LogLine): void
  setLeast(level: LogLevel): void
  clear(): void
}

const weights: Readonly<Record<LogLevel, number>> = { info: 0, warn: 1, error: 2 }

/** What the engine has said since the page was opened. */
export function createLogStore(): StoreApi<LogState> {
  let next = 0
  return createStore<LogState>()((set) => ({
    lines: [],
    least: 'info',
    add: (line) => set(({ lines }) => ({ lines: [...lines, { ...line, number: next++ }].slice(-linesKept) })),
    setLeast: (least) => set({ least }),
    clear: () => set({ lines: [] }),
  }))
}

/** The lines of at least this weight. */
export function linesFrom({ lines, least }: Pick<LogState, 'lines' | 'least'>): readonly NumberedLine[] {
  return least === 'info' ? lines : lines.filter(({ level }) => weights[level] >= weights[least])
}
