/** A program that has a script in an endless loop: prints the script's process id and waits to be killed. */
import { createScriptHost } from '../script-host.ts'
import { messageOf } from './scripts.ts'

const host = createScriptHost()
const script = await host.load({
  source: process.argv[2] as string,
  language: 'javascript',
  timeoutMs: 600_000,
  memoryMb: 64,
  outputs: [],
  log: (_level, line) => process.stdout.write(`${line} ${host.processes[0]}\n`),
})
await script.run({ messages: [messageOf(1)], states: new Map(), now: 0 })
