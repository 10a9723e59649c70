import type { Command } from 'commander'

/** Which broker a command talks to. */
export interface BrokerChoice {
  readonly connection?: string
  readonly webServiceUrl?: string
  readonly data?: string
}

/** The options that choose a broker, the same for all commands that talk to one. */
export function addBrokerOptions(command: Command): Command {
  return command
    .option('--connection <URL>', 'a Pulsar broker: pulsar://HOST:PORT')
    .option('--web-service-url <URL>', 'its web address; port 8080 of the same host when left out')
    .option('--data <folder>', "the embedded broker's data in this folder")
}
