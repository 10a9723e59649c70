import { Command, CommanderError } from 'commander'
import { productVersion } from '../host/product-version.ts'
import { addCheck } from './check-command.ts'
import { explainEnd, reportEnd } from './command-end.ts'
import { addOpen } from './open.ts'
import { addOperators } from './operators-command.ts'
import { addProduce } from './produce.ts'
import { addRun } from './run.ts'
import { addServe } from './serve.ts'
import { requestStopOnce, watchStopRequests } from './stop-requests.ts'
import { addTail } from './tail.ts'

/**
 * The command line. Each command has its own file, which says what it takes and loads what it needs only when it runs, so
 * that `sluice --help` is quick. Whatever goes wrong anywhere ends here, as one sentence and an exit code.
 */
const program = new Command('sluice')
  .description('Draw Apache Pulsar pipelines, watch every message, run the same drawing without a window.')
  .version(productVersion(), '-v, --version')
  .helpCommand('help [command]', 'explain a command')
  .configureHelp({ showGlobalOptions: false })
  .exitOverride()
  .configureOutput({ outputError: () => {} })

for (const add of [addOpen, addServe, addRun, addCheck, addProduce, addTail, addOperators]) add(program)

watchStopRequests()
process.on('uncaughtException', (error) => reportEnd(error))
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // Whoever read the output has seen enough (`sluice tail … | head`).
  if (error.code === 'EPIPE') requestStopOnce()
  else reportEnd(error)
})

try {
  if (process.argv.length <= 2) program.outputHelp()
  else await program.parseAsync()
} catch (error) {
  if (error instanceof CommanderError && error.exitCode === 0) process.exit(0)
  reportEnd(explainEnd(error))
}
