import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ProduceOptions } from '../produce-messages.ts'
import { askWhatToProduce } from './ask-what-to-produce.ts'
import type { Asker } from './asker.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-ask-'))
})
afterAll(() => rm(folder, { recursive: true }))

const given: ProduceOptions = { template: 'simple', count: 100 }
const topic = 'persistent://public/default/orders'

/** Someone who gives these answers, one after the other, and has had enough then. */
async function ask(answers: readonly string[], options = given) {
  const left = [...answers]
  const shown: string[] = []
  const asker: Asker = {
    ask: async (text) => {
      shown.push(text)
      return left.shift() ?? null
    },
    say: (line) => shown.push(line),
    close: () => {},
  }
  return { result: await askWhatToProduce(asker, options), shown, left }
}

describe('asking what to produce', () => {
  it('takes Enter for everything but the topic: a hundred, at full speed, where the designer keeps this folder’s messages', async () => {
    const { result, shown, left } = await ask(['orders', '', '', '', '', ''])
    const data = resolve('.sluice/data')
    expect(result).toEqual({ topic, options: { template: 'simple', count: 100, data } })
    expect(left).toEqual([])
    expect(shown).toContain(
      `\n100 short messages go to ${topic} on the embedded broker in ${data}, as fast as the broker takes them.`,
    )
  })

  it('takes templates by number and by name, a rate, and a Pulsar with its web address', async () => {
    const { result, shown } = await ask(['acme/shop/orders', '4', '20', '2.5', 'pulsar://a:6650', '', 'y'])
    expect(result).toEqual({
      topic: 'persistent://acme/shop/orders',
      options: {
        template: 'transaction',
        count: 20,
        rate: 2.5,
        connection: 'pulsar://a:6650',
        webServiceUrl: 'http://a:8080',
      },
    })
    expect(shown.join('\n')).toContain(
      '20 orders go to persistent://acme/shop/orders on pulsar://a:6650, at most 2.5 a second.',
    )
    expect((await ask(['t', 'Event', '', '', 'x', ''])).result?.options.template).toBe('event')
  })

  it('asks again after a wrong answer, and says what to write', async () => {
    await writeFile(join(folder, 'file'), '')
    const wrong = [
      ['', 'A topic is needed.'],
      ['persistent://too/few', 'persistent://too/few'],
    ] as const
    const answers = [
      ...wrong.map(([answer]) => answer),
      'orders',
      'huge',
      '5',
      'sensor',
      'many',
      '0',
      '7',
      'fast',
      '-1',
      '0',
      'http://a:8080',
      'pulsar://',
      join(folder, 'file'),
      folder,
      'perhaps',
      'YES',
    ]
    const { result, shown, left } = await ask(answers)
    expect(left).toEqual([])
    expect(result).toEqual({ topic, options: { template: 'sensor', count: 7, data: folder } })
    const said = shown.filter((line) => line.startsWith('  '))
    expect(said).toHaveLength(12)
    for (const [, words] of wrong) expect(said.join('\n')).toContain(words)
    for (const words of [
      'from 1 to 4',
      'whole number from 1',
      'a number above 0',
      'pulsar://HOST:6650',
      'is a file',
      'yes or no',
    ])
      expect(said.join('\n')).toContain(words)
  })

  it('offers what the command line said', async () => {
    const options = {
      template: 'event',
      count: 5,
      rate: 9,
      connection: 'pulsar://b',
      webServiceUrl: 'http://c:1',
    } as const
    const { result } = await ask(['orders', '', '', '', '', '', ''], options)
    expect(result).toEqual({ topic, options })
  })

  it('knows the home folder by its short name', async () => {
    expect((await ask(['orders', '', '', '', '~/data', ''])).result?.options.data).toBe(join(homedir(), 'data'))
  })

  it('writes nothing when the answer is no', async () => {
    const { result, shown } = await ask(['orders', '', '', '', '', 'n'])
    expect(result).toBeNull()
    expect(shown.at(-1)).toBe('Nothing was written.')
  })

  it.each([0, 1, 3, 5])('writes nothing when who is asked leaves after %i answers', async (many) => {
    const { result, shown } = await ask(['orders', '', '', '', ''].slice(0, many))
    expect(result).toBeNull()
    expect(shown.at(-1)).toBe('\nNothing was written.')
  })
})
