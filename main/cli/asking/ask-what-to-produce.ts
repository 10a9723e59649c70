import { statSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { InvalidArgumentError } from 'commander'
import { isWebServiceUrl, parseServiceUrl } from '../../../shared/graph/service-url.ts'
import { toFailure } from '../../../shared/ipc/failure.ts'
import { type TemplateName, templateNames } from '../../../shared/operators/lib/samples/template-names.ts'
import { fullTopicName } from '../../brokers/topic-name.ts'
import { deriveWebServiceUrl } from '../../brokers/web-service.ts'
import type { BrokerChoice } from '../broker-options.ts'
import { parseCount, parseRate } from '../option-values.ts'
import type { ProduceOptions } from '../produce-messages.ts'
import { AskedEnough, type Asker, askFor, type Question } from './asker.ts'

export interface ToProduce {
  /** Full name. */
  readonly topic: string
  readonly options: ProduceOptions
}

/** Where the designer keeps the messages of a folder. */
const defaultData = join('.sluice', 'data')
const nothingWritten = 'Nothing was written.'

/**
 * Asks for all that `sluice produce` takes, says what it comes to, and asks whether to begin. `given` are the options of the command
 * line, offered as answers. Null when nothing is to be written, which has been said.
 */
export async function askWhatToProduce(asker: Asker, given: ProduceOptions): Promise<ToProduce | null> {
  try {
    asker.say('Sample messages for a topic. Enter takes what stands in brackets, Ctrl-C leaves.\n')
    const topic = await askFor(asker, topicQuestion)
    const template = await askFor(asker, templateQuestion(given.template))
    const count = await askFor(asker, countQuestion(given.count))
    const rate = await askFor(asker, rateQuestion(given.rate))
    const broker = await askForBroker(asker, given)
    const options: ProduceOptions = { template, count, ...(rate > 0 && { rate }), ...broker }
    asker.say(`\n${summary(topic, options)}`)
    if (await askFor(asker, beginQuestion)) return { topic, options }
    asker.say(nothingWritten)
  } catch (error) {
    if (!(error instanceof AskedEnough)) throw error
    asker.say(`\n${nothingWritten}`)
  }
  return null
}

const topicQuestion: Question<string> = {
  text: 'Topic, as orders or persistent://public/default/orders',
  default: '',
  read: (answer) => {
    try {
      return fullTopicName(answer)
    } catch (error) {
      throw new InvalidArgumentError(answer === '' ? 'A topic is needed.' : toFailure(error).message)
    }
  },
}

/** What many of their messages are called. */
const plural: Readonly<Record<TemplateName, string>> = {
  simple: 'short messages',
  sensor: 'sensor readings',
  event: 'user events',
  transaction: 'orders',
}

function templateQuestion(given: TemplateName): Question<TemplateName> {
  const choices = templateNames.map((name, index) => `${index + 1} ${name} (${plural[name]})`)
  return {
    text: `What they look like: ${choices.join(', ')}`,
    default: given,
    read: (answer) => {
      const chosen = templateNames.find((name, index) => name === answer.toLowerCase() || `${index + 1}` === answer)
      if (chosen !== undefined) return chosen
      throw new InvalidArgumentError(`Write a number from 1 to ${templateNames.length}, or one of the names.`)
    },
  }
}

function countQuestion(given: number): Question<number> {
  return { text: 'How many', default: `${given}`, read: parseCount }
}

function rateQuestion(given = 0): Question<number> {
  return {
    text: 'How many a second, at most; 0 for as fast as the broker takes them',
    default: `${given}`,
    read: (answer) => (answer === '0' ? 0 : parseRate(answer)),
  }
}

async function askForBroker(asker: Asker, given: BrokerChoice): Promise<BrokerChoice> {
  const broker = await askFor(asker, brokerQuestion(given.connection ?? given.data ?? defaultData))
  if (broker.connection === undefined) return broker
  const { connection } = broker
  return {
    connection,
    webServiceUrl: await askFor(asker, webQuestion(given.webServiceUrl ?? deriveWebServiceUrl(connection))),
  }
}

function brokerQuestion(given: string): Question<BrokerChoice> {
  return {
    text: 'Broker: pulsar://HOST:6650, or a folder for the embedded one',
    default: given,
    read: (answer) => (answer.includes('://') ? { connection: readServiceUrl(answer) } : { data: readFolder(answer) }),
  }
}

function readServiceUrl(answer: string): string {
  if (parseServiceUrl(answer) !== null) return answer
  throw new InvalidArgumentError('Write it as pulsar://HOST:6650 or pulsar+ssl://HOST:6651.')
}

function readFolder(answer: string): string {
  const folder = resolve(answer.replace(/^~(?=$|[/\\])/, homedir()))
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== false) return folder
  throw new InvalidArgumentError(`${folder} is a file. Name a folder; it is made when it does not exist.`)
}

function webQuestion(given: string): Question<string> {
  return {
    text: 'Its web address',
    default: given,
    read: (answer) => {
      if (isWebServiceUrl(answer)) return answer
      throw new InvalidArgumentError('Write it as http://HOST:8080.')
    },
  }
}

function summary(topic: string, { template, count, rate, connection, data }: ProduceOptions): string {
  const pace = rate === undefined ? 'as fast as the broker takes them' : `at most ${rate} a second`
  const where = connection ?? `the embedded broker in ${data}`
  return `${count.toLocaleString('en-US')} ${plural[template]} go to ${topic} on ${where}, ${pace}.`
}

const beginQuestion: Question<boolean> = {
  text: 'Begin, yes or no',
  default: 'yes',
  read: (answer) => {
    const word = answer.toLowerCase()
    if (['y', 'yes'].includes(word)) return true
    if (['n', 'no'].includes(word)) return false
    throw new InvalidArgumentError('Write yes or no.')
  },
}
