import { type Command, Option } from 'commander'
import type { CheckFormat, CheckOptions } from './check.ts'
import { badUsage, CommandEnd } from './command-end.ts'
import { collectPair } from './option-values.ts'

export function addCheck(program: Command): void {
  program
    .command('check')
    .description('List every problem of pipeline files, with its place and, where there is one, its fix')
    .argument('<file...>', 'pipeline files')
    .option('--live', 'look at the brokers too: network, TLS, authentication, topics, subscriptions')
    .option('--set <NAME=VALUE>', 'with --live: value of a parameter; may be repeated', collectPair)
    .option('--connection <NAME=URL>', 'with --live: another broker for a connection', collectPair)
    .addOption(
      new Option('--format <format>', 'how problems are written').choices(['text', 'json', 'sarif']).default('text'),
    )
    .action(async (files: string[], { format, ...options }: CheckOptions & { format: CheckFormat }) => {
      const { live = false, set, connection } = options
      if (!live && (set ?? connection) !== undefined) throw badUsage('--set and --connection count with --live only.')
      const { checkFiles } = await import('./check.ts')
      const { output, exitCode } = await checkFiles(files, format, options)
      process.stdout.write(output)
      if (exitCode !== 0) throw new CommandEnd(exitCode)
    })
}
