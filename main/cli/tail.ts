import type { Command } from 'commander'
import { addBrokerOptions } from './broker-options.ts'
import { parseCount } from './option-values.ts'
import type { TailCommandOptions } from './tail-topic.ts'

export function addTail(program: Command): void {
  const command = program
    .command('tail')
    .description('Show the messages of a topic, one JSON object a line, without consuming any')
    .argument('<topic>', 'topic to look into')
    .option(
      '--from <position>',
      'earliest, latest, a time as 2026-01-31T12:00:00Z, or the id of the message before',
      'latest',
    )
    .option('--filter <expression>', 'show only messages this CEL condition holds for')
    .option('--count <n>', 'end after this many', parseCount)
  addBrokerOptions(command).action(async (topic: string, options: TailCommandOptions) => {
    const { tailTopic } = await import('./tail-topic.ts')
    await tailTopic(topic, options)
  })
}
