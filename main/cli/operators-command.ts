import type { Command } from 'commander'
import { badUsage } from './command-end.ts'

export interface OperatorsOptions {
  readonly json?: true
  readonly fromBytewax?: true
}

export function addOperators(program: Command): void {
  program
    .command('operators')
    .description('The reference: all operators, or ports, options and examples of one')
    .argument('[id]', 'operator, as `filter`')
    .option('--from-bytewax', 'what takes the place of names from Bytewax and its Pulsar connector')
    .option('--json', 'for tools: the same as JSON, with the schema of the options')
    .action(async (id: string | undefined, options: OperatorsOptions) => {
      if (id !== undefined && options.fromBytewax) throw badUsage('Give an operator or --from-bytewax, not both.')
      const { showOperators } = await import('./operators/show-operators.ts')
      process.stdout.write(showOperators(id, options, process.stdout.columns))
    })
}
