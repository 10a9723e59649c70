import { spawn, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { type CliProcess, commandLine, watch } from './run-cli.ts'

const script = fileURLToPath(new URL('in-terminal.py', import.meta.url))

/** Why nothing can be run in a terminal here; null when it can. */
export function whyNoTerminal(): string | null {
  const { status } = spawnSync('python3', ['-c', 'import pty, termios'])
  return status === 0 ? null : 'there is no python3 with pty here, which makes the terminal'
}

/** A command that believes to be in a terminal: all it shows is its stdout. */
export interface TerminalCli extends CliProcess {
  /** Types it, with Enter behind it. */
  answer(text: string): void
  /** Types control characters: `\u0003` is Ctrl-C. */
  press(keys: string): void
}

/** Starts the real command line in a terminal of its own, in a folder. */
export function startInTerminal(arguments_: readonly string[], folder: string): TerminalCli {
  const command = [process.execPath, '--disable-warning=ExperimentalWarning', commandLine, ...arguments_]
  const child = spawn('python3', ['-B', script, ...command], { cwd: folder, stdio: ['pipe', 'pipe', 'pipe'] })
  return {
    ...watch(child),
    answer: (text) => void child.stdin.write(`${text}\r`),
    press: (keys) => void child.stdin.write(keys),
  }
}
