import { createInterface } from 'node:readline/promises'
import { InvalidArgumentError } from 'commander'

/** Whoever answers questions. */
export interface Asker {
  /** The answer without the spaces around it; null when they have had enough (Ctrl-C, Ctrl-D), from then on always. */
  ask(text: string): Promise<string | null>
  say(line: string): void
  close(): void
}

/** The person at the terminal of this process. While it is open, Ctrl-C is an answer and no signal. */
export function terminalAsker(): Asker {
  const lines = createInterface({ input: process.stdin, output: process.stdout })
  const left = new AbortController()
  lines.on('SIGINT', () => left.abort())
  lines.on('close', () => left.abort())
  return {
    ask: async (text) => {
      try {
        return (await lines.question(text, { signal: left.signal })).trim()
      } catch {
        return null
      }
    },
    say: (line) => void process.stdout.write(`${line}\n`),
    close: () => lines.close(),
  }
}

export interface Question<Answer> {
  readonly text: string
  /** What Enter alone means, as it would be typed; empty when an answer is needed. */
  readonly default: string
  /** Throws an InvalidArgumentError whose sentence says what to type instead. */
  read(answer: string): Answer
}

/** Thrown when who was asked has had enough. */
export class AskedEnough extends Error {
  override readonly name = 'AskedEnough'
}

/** Asks until the answer can be read. Throws AskedEnough. */
export async function askFor<Answer>(asker: Asker, question: Question<Answer>): Promise<Answer> {
  const hint = question.default === '' ? '' : ` [${question.default}]`
  for (;;) {
    const answer = await asker.ask(`${question.text}${hint}: `)
    if (answer === null) throw new AskedEnough()
    try {
      return question.read(answer === '' ? question.default : answer)
    } catch (error) {
      if (!(error instanceof InvalidArgumentError)) throw error
      asker.say(`  ${error.message}`)
    }
  }
}
