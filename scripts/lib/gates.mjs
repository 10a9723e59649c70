/** The checks that need no running program. Each is one line in the result of `npm run check` and `npm test`. */
import { run, say } from './setup.mjs'

/** Name, command and what to do when it fails. */
export const gates = [
  {
    name: 'format and borders',
    command: ['biome', 'ci', '--colors=off', '--error-on-warnings', '--diagnostic-level=warn', '.'],
    hint: '`npm run format` mends most of it.',
  },
  {
    name: 'types',
    command: ['tsc', '-b'],
    hint: 'Each room has its own tsconfig; TS6307 means an import across a border.',
  },
  {
    name: 'promises and switches',
    command: ['oxlint', '--type-aware', '--deny-warnings', '-c', '.oxlintrc.json'],
    hint: 'Await it, return it, or mark it with `void`.',
  },
  { name: 'unused files and exports', command: ['knip', '--no-progress'], hint: 'Remove what nobody uses.' },
  {
    name: 'generated docs are current',
    command: ['node', 'scripts/generate-docs.ts', '--check'],
    hint: '`npm run docs` writes them.',
  },
]

/** Runs all gates, one after the other, and resolves with how many passed and which failed. @returns {Promise<import('./counts.mjs').Counts>} */
export async function runGates() {
  let passed = 0
  /** @type {string[]} */
  const failures = []
  for (const gate of gates) {
    const [command = '', ...arguments_] = gate.command
    let output = ''
    const code = await run(command, arguments_, { onOutput: (text) => (output += text) })
    say(`${code === 0 ? 'ok  ' : 'FAIL'} ${gate.name}`)
    if (code === 0) {
      passed += 1
      continue
    }
    say(`${output}\n${gate.hint}`)
    failures.push(`${gate.name}\n    ${gate.hint}`)
  }
  return { passed, failed: failures.length, skipped: 0, failures }
}
