/** `npm start`: from a fresh clone to the designer, in its window where Electron is there, in a browser otherwise. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { buildRenderer, ensurePackages, root, say } from './lib/setup.mjs'

await ensurePackages()
if ((await buildRenderer()) !== 0) {
  say('The designer could not be built; the reason stands above.')
  process.exit(1)
}
const arguments_ = process.argv.slice(2)
const child = spawn(process.execPath, [join(root, 'bin', 'sluice.mjs'), 'open', ...arguments_], { stdio: 'inherit' })
const passedOn = /** @type {const} */ (['SIGINT', 'SIGTERM'])
for (const signal of passedOn) process.on(signal, () => child.kill(signal))
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)))
