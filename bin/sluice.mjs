#!/usr/bin/env node
/**
 * Starts the command line (main/cli/cli.ts) on Node 24, whatever Node runs this file: in this process when that is new
 * enough, else in a child of the Node that comes with the packages. Plain JavaScript for any Node from 20 on, without
 * packages, because it is also what installs them in a fresh checkout.
 */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const commandLine = join(root, 'main', 'cli', 'cli.ts')
const ownNode = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')

installMissingPackages()
if (Number(process.versions.node.split('.')[0]) >= 24) {
  hideExperimentalWarnings()
  await import('../main/cli/cli.ts')
} else {
  runIn(ownNode)
}

function installMissingPackages() {
  if (existsSync(join(root, 'node_modules', 'commander')) && existsSync(ownNode)) return
  process.stderr.write('Installing packages (npm ci). This happens once and takes a minute or two.\n')
  const npm = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  })
  if (npm.status === 0 && existsSync(ownNode)) return
  const reason = npm.error?.message ?? `npm ended with ${npm.signal ?? npm.status}`
  process.stderr.write(`The packages could not be installed: ${reason}. Run "npm ci" in ${root} and try again.\n`)
  process.exit(1)
}

/** As `--disable-warning=ExperimentalWarning` does, which cannot be given to a process that runs already. */
function hideExperimentalWarnings() {
  process.emitWarning = new Proxy(process.emitWarning, {
    apply: (emit, self, args) => {
      const [, options] = args
      const type = typeof options === 'object' ? options?.type : options
      if (type !== 'ExperimentalWarning') Reflect.apply(emit, self, args)
    },
  })
}

/**
 * Runs the command line in a child and ends as it ends. A terminal sends Ctrl+C to both processes, `kill` only to this
 * one; so the child is told how many signals have come here, and takes the larger number. It ends by itself when this
 * process is gone, because the channel between them closes then.
 * @param {string} node
 */
function runIn(node) {
  const child = spawn(node, ['--disable-warning=ExperimentalWarning', commandLine, ...process.argv.slice(2)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  })
  let signals = 0
  /** @param {NodeJS.Signals} signal */
  const pass = (signal) => {
    signals += 1
    if (child.connected) child.send({ signals, signal })
  }
  process.on('SIGINT', pass)
  process.on('SIGTERM', pass)
  child.on('error', (error) => {
    process.stderr.write(`Node 24 could not be started: ${error.message}. Run "npm ci" in ${root} and try again.\n`)
    process.exit(1)
  })
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 1)
    process.off('SIGINT', pass)
    process.off('SIGTERM', pass)
    process.kill(process.pid, signal)
  })
}
