import { overrideConnection } from '../../shared/graph/parameters.ts'
import { type Connection, documentSchema } from '../../shared/graph/schema.ts'
import type { Broker } from '../engine/ports.ts'
import { createRunner } from '../runner/runner.ts'
import type { BrokerChoice } from './broker-options.ts'
import { createCliLog } from './cli-log.ts'
import { badUsage } from './command-end.ts'

/** Lends the chosen broker to `use` and closes it afterwards. Throws a CommandEnd when none, or two, are chosen. */
export async function withBroker<Result>(
  choice: BrokerChoice,
  use: (broker: Broker) => Promise<Result>,
): Promise<Result> {
  const connection = readChoice(choice)
  const runner = createRunner({
    folders: [],
    dataDirectory: choice.data ?? null,
    log: createCliLog(),
    console: () => {},
    environment: process.env,
    remember: 0,
  })
  try {
    const lease = await runner.lease(connection)
    return await use(lease.broker)
  } finally {
    await runner.close()
  }
}

function readChoice({ connection, webServiceUrl, data }: BrokerChoice): Connection {
  if ((connection === undefined) === (data === undefined)) {
    throw badUsage('Say which broker: either --connection pulsar://HOST:PORT or --data FOLDER.')
  }
  if (connection === undefined) return { type: 'embedded' }
  const around = documentSchema.parse({
    format: 'sluice/1',
    id: 'broker',
    name: 'broker',
    connections: { given: { type: 'embedded' } },
  })
  const replaced = overrideConnection(around, 'given', connection)
  if (replaced.diagnostics) throw badUsage(replaced.diagnostics[0]!.message)
  const chosen = replaced.document.connections.given!
  return webServiceUrl === undefined ? chosen : ({ ...chosen, webServiceUrl } as Connection)
}
