import { Console } from 'node:console'
import { Writable } from 'node:stream'

export type LogLevel = 'info' | 'warn' | 'error'
export type WriteLine = (level: LogLevel, line: string) => void

const longestLine = 2_000
/** Lines that may come at once. */
const burst = 100
/** Lines a second for longer. */
const rate = 20

/** A console whose lines go to the node's log: `console.error` as errors, `console.warn` and its kin as warnings. */
export function createConsole(write: WriteLine): Console {
  const to = (level: LogLevel) => lineStream((line) => write(level, line))
  const target = new Console({ stdout: to('info'), stderr: to('warn') })
  const errors = new Console({ stdout: to('error') })
  target.error = (...parts) => errors.log(...parts)
  return target
}

function lineStream(write: (line: string) => void): Writable {
  return new Writable({
    decodeStrings: false,
    write(text: string, _encoding, done) {
      for (const line of text.replace(/\n$/, '').split('\n')) write(line)
      done()
    },
  })
}

/** Cuts long lines, and leaves out those beyond the rate, saying how many. `now` in milliseconds. */
export function limitLines(write: WriteLine, now: () => number): WriteLine {
  let allowance = burst
  let last = now()
  let leftOut = 0
  return (level, line) => {
    const at = now()
    allowance = Math.min(burst, allowance + ((at - last) * rate) / 1_000)
    last = at
    if (allowance < 1) {
      leftOut++
      return
    }
    allowance--
    if (leftOut > 0) write('warn', `${leftOut} lines before this one were left out: the code writes too many.`)
    leftOut = 0
    write(level, line.length > longestLine ? `${line.slice(0, longestLine)}… (${line.length} characters)` : line)
  }
}
