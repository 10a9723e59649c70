import type { Logger } from '../engine/ports.ts'

/** One line of the log, as it crosses to whoever watches. */
export interface LogLine {
  readonly at: number
  readonly level: 'info' | 'warn' | 'error'
  readonly message: string
  readonly runId?: string
  readonly nodeId?: string
}

/** A log that is written to `base` and told to everyone who listens. */
export interface RunLog extends Logger {
  /** The same log, each line marked with its run. */
  ofRun(runId: string): Logger
  /** Returns the way to stop listening. */
  listen(listener: (line: LogLine) => void): () => void
}

export function createRunLog(base: Logger): RunLog {
  const listeners = new Set<(line: LogLine) => void>()

  function logger(runId?: string): Logger {
    const write = (level: LogLine['level']): Logger['info'] => {
      return (message, fields = {}) => {
        base[level](message, runId === undefined ? fields : { runId, ...fields })
        const nodeId = typeof fields.nodeId === 'string' ? fields.nodeId : undefined
        for (const listener of listeners) listener({ at: Date.now(), level, message, runId, nodeId })
      }
    }
    return { info: write('info'), warn: write('warn'), error: write('error') }
  }

  return {
    ...logger(),
    ofRun: logger,
    listen: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
