import { type Command, Option } from 'commander'
import { templateNames } from '../../shared/operators/lib/samples/template-names.ts'
import type { ToProduce } from './asking/ask-what-to-produce.ts'
import { addBrokerOptions } from './broker-options.ts'
import { badUsage } from './command-end.ts'
import { parseCount, parseRate } from './option-values.ts'
import type { ProduceOptions } from './produce-messages.ts'

export function addProduce(program: Command): void {
  const command = program
    .command('produce')
    .description('Write sample messages to a topic; asks for everything when it is called bare in a terminal')
    .argument('[topic]', 'topic to write to')
    .addOption(new Option('--template <name>', 'what they look like').choices(templateNames).default('simple'))
    .option('--count <n>', 'how many', parseCount, 100)
    .option('--rate <n>', 'how many a second, at most; as fast as the broker takes them when left out', parseRate)
  addBrokerOptions(command).action(async (topic: string | undefined, options: ProduceOptions) => {
    const wanted = topic === undefined ? await askPerson(options) : { topic, options }
    if (wanted === null) return
    const { produceMessages } = await import('./produce-messages.ts')
    await produceMessages(wanted.topic, wanted.options)
  })
}

/** Null when the person does not want to after all. */
async function askPerson(options: ProduceOptions): Promise<ToProduce | null> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    throw badUsage(
      'Name the topic: sluice produce TOPIC --count 100 --data FOLDER. (In a terminal, "sluice produce" asks.)',
    )
  }
  const [{ askWhatToProduce }, { terminalAsker }] = await Promise.all([
    import('./asking/ask-what-to-produce.ts'),
    import('./asking/asker.ts'),
  ])
  const asker = terminalAsker()
  try {
    return await askWhatToProduce(asker, options)
  } finally {
    asker.close()
  }
}
