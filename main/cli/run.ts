import { type Command, Option } from 'commander'
import { collectPair, parseCount, parseDuration, parseListenAddress, parseWorkers } from './option-values.ts'
import type { RunFileOptions } from './run-file.ts'

export function addRun(program: Command): void {
  program
    .command('run')
    .description('Run a pipeline without a window, until it is done, told to stop, or one of the limits is reached')
    .argument('<file>', 'pipeline file')
    .option('--set <NAME=VALUE>', 'value of a parameter; may be repeated', collectPair)
    .option('--connection <NAME=URL>', 'another broker for a connection: pulsar://HOST:PORT or embedded', collectPair)
    .option('--for <duration>', 'drain and end after this time, as 30s', parseDuration)
    .option('--count <n>', 'drain and end when this many messages have been received', parseCount)
    .option('--until-idle <duration>', 'drain and end when nothing has happened for this long, as 2s', parseDuration)
    .option('--workers <n>', 'share the work among this many processes, 2 to 16, on a Pulsar', parseWorkers)
    .option(
      '--data <folder>',
      'where the embedded broker keeps its messages and steps what they remember; in memory when left out',
    )
    .option('--metrics <[HOST:]PORT>', 'serve Prometheus metrics, on loopback unless HOST is given', parseListenAddress)
    .addOption(new Option('--report <format>', 'how the result is printed').choices(['text', 'json']).default('text'))
    .option('--trust', 'run code steps of this file although they have not been run here before')
    .action(async (file: string, options: RunFileOptions & { report: 'text' | 'json' }) => {
      const { runFile } = await import('./run-file.ts')
      const { formatReport } = await import('./report-text.ts')
      const report = await runFile(file, options)
      if (options.report === 'json' && report.failure) process.stderr.write(`${report.failure.message}\n`)
      const output = options.report === 'json' ? `${JSON.stringify(report)}\n` : formatReport(report)
      process.stdout.write(output, () => process.exit(report.exit))
    })
}
