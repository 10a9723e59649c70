import { Writable } from 'node:stream'
import pino from 'pino'
import type { Logger } from '../engine/ports.ts'

/** Logs to stderr: one JSON object a line for machines, one plain line each in a terminal. `by` tells several processes apart that log together. */
export function createCliLog(by?: string): Logger {
  const destination = process.stderr.isTTY ? plainLines() : pino.destination({ fd: 2, sync: true })
  const log = pino({ base: by === undefined ? null : { by }, timestamp: pino.stdTimeFunctions.isoTime }, destination)
  return {
    info: (message, fields = {}) => log.info(fields, message),
    warn: (message, fields = {}) => log.warn(fields, message),
    error: (message, fields = {}) => log.error(fields, message),
  }
}

const levelNames: Readonly<Record<number, string>> = { 30: 'info', 40: 'warn', 50: 'error' }

function plainLines(): Writable {
  return new Writable({
    decodeStrings: false,
    write: (line: string, _encoding, done) => {
      const { level, time, msg, by } = JSON.parse(line) as { level: number; time: string; msg: string; by?: string }
      const speaker = by === undefined ? '' : `${by}: `
      process.stderr.write(`${time.slice(11, 19)} ${(levelNames[level] ?? '').padEnd(5)} ${speaker}${msg}\n`)
      done()
    },
  })
}
