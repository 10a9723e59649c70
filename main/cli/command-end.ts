import { CommanderError } from 'commander'
import type { Failure, FailureError } from '../../shared/ipc/failure.ts'
import { exitCodes } from '../runner/exit-codes.ts'

/** A command that ends without having done what was asked. What it says goes to stderr as it stands. */
export class CommandEnd extends Error {
  override readonly name = 'CommandEnd'
  readonly exitCode: number

  /** Without a sentence, everything has been said already. */
  constructor(exitCode: number, sentence = '') {
    super(sentence)
    this.exitCode = exitCode
  }
}

/** Wrong arguments: exit code 2. */
export function badUsage(sentence: string): CommandEnd {
  return new CommandEnd(exitCodes.badUsage, sentence)
}

/** Any error as the end of a command. Wrong usage found by the parser keeps its sentence, without its prefix. */
export function explainEnd(error: unknown): CommandEnd {
  if (error instanceof CommandEnd) return error
  if (error instanceof CommanderError) return badUsage(sentenceOf(error))
  if (isFailureError(error)) return new CommandEnd(exitCodeOf(error.failure), error.failure.message)
  return new CommandEnd(
    exitCodes.failed,
    `Something unexpected happened: ${error instanceof Error ? error.message : error}`,
  )
}

/** Says why on stderr and ends the process. Never a stack trace. */
export function reportEnd(error: unknown): never {
  const { message, exitCode } = explainEnd(error)
  if (message !== '') process.stderr.write(`${message}\n`)
  process.exit(exitCode)
}

function sentenceOf({ message }: CommanderError): string {
  const plain = message
    .replace(/^error: /, '')
    .replaceAll('\n', ' ')
    .trim()
  const sentence = plain.charAt(0).toUpperCase() + plain.slice(1)
  return `${/[.?!)]$/.test(sentence) ? sentence : `${sentence}.`} See "sluice --help".`
}

/** Failures that whoever typed the command can mend there. */
const usageCodes: ReadonlySet<string> = new Set([
  'SLUICE-EXPRESSION-SYNTAX',
  'SLUICE-SERVICE-URL',
  'SLUICE-PORT-UNUSABLE',
])

function exitCodeOf({ code }: Failure): number {
  return usageCodes.has(code) ? exitCodes.badUsage : exitCodes.failed
}

/** By its form: the class would bring the schema library along, which takes longer to load than `sluice --help` may take. */
function isFailureError(error: unknown): error is FailureError {
  return error instanceof Error && error.name === 'FailureError' && 'failure' in error
}
