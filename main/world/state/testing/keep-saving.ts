import { writeSync } from 'node:fs'
import { openStateStore } from '../state-store.ts'

/**
 * A process that is made to be killed: `node keep-saving.ts DIRECTORY PIPELINE` saves epoch after epoch, each of which sets `last` to its
 * number and one of a hundred other keys too. A line on stdout says what is saved: `open`, `saved NUMBER`, or `refused` and the Failure.
 */
async function keepSaving(directory: string, pipeline: string): Promise<void> {
  const store = await openStateStore({ directory, pipeline }).catch((error) => {
    say(`refused ${JSON.stringify(error.failure)}`)
    process.exit(1)
  })
  say('open')
  for (let number = (await store.contents()).epoch + 1; ; number++) {
    const set = (key: string) => ({ key, state: number })
    await store.commit({ number, changes: [{ node: 'n', states: [set('last'), set(`k${number % 100}`)] }] })
    say(`saved ${number}`)
    await new Promise(setImmediate)
  }
}

function say(line: string): void {
  writeSync(1, `${line}\n`)
}

await keepSaving(process.argv[2]!, process.argv[3]!)
