import { afterEach, beforeEach, expect, it } from 'vitest'
import { connect } from '../../shared/ipc/channel.ts'
import type { Client } from '../../shared/ipc/contract.ts'
import { engineContract } from '../../shared/ipc/engine-contract.ts'
import { memoryTransports } from '../../shared/ipc/memory-transport.ts'
import type { ProduceProgress } from '../../shared/ipc/produce-schemas.ts'
import { serve } from '../../shared/ipc/serve.ts'
import { engineHandlers } from './engine-handlers.ts'
import { createRunner, type Runner } from './runner.ts'

const connection = { type: 'embedded' }
let runner: Runner
let engine: Client<typeof engineContract>
beforeEach(() => {
  const log = () => {}
  runner = createRunner({
    folders: [],
    log: { info: log, warn: log, error: log },
    console: log,
    environment: {},
    remember: 20,
  })
  const [caller, server] = memoryTransports()
  serve(engineContract, engineHandlers(runner), server)
  engine = connect(engineContract, caller)
})
afterEach(() => runner.close())

type What = Parameters<typeof engine.open<'produce'>>[1]['what']

/** Everything the stream told, or what it failed with. */
function produce(topic: string, what: What, rate = 0): Promise<ProduceProgress[] | string> {
  return new Promise((resolve) => {
    const told: ProduceProgress[] = []
    engine.open(
      'produce',
      { connection, topic, what, rate },
      { event: (progress) => told.push(progress), end: (failure) => resolve(failure?.code ?? told) },
    )
  })
}

const json = { form: 'json', text: '{"n": 12345678901234567890}' } as const

it('writes a message by hand, and reads it whole by its id', async () => {
  const told = await produce('t', { kind: 'message', payload: json, key: 'k', properties: { a: '1' }, eventTime: 5 })
  expect(told).toMatchObject([
    { written: 1, total: 1 },
    { written: 1, done: true },
  ])
  const { messageId } = (told as ProduceProgress[]).at(-1)!
  const found = await engine.call('readMessage', { connection, topic: 't', messageId: messageId! })
  expect(found).toMatchObject({ messageId, key: 'k', properties: { a: '1' }, eventTime: 5, truncated: false })
  expect(atob(found.payload)).toBe(json.text)
  const cut = await engine.call('readMessage', { connection, topic: 't', messageId: messageId!, maxBytes: 3 })
  expect(cut).toMatchObject({ size: json.text.length, truncated: true })
})

it('sends a message again with everything it had', async () => {
  const told = await produce('t', { kind: 'message', payload: json, key: 'k', properties: { a: '1' } })
  const { messageId } = (told as ProduceProgress[]).at(-1)!
  const again = await produce('u', { kind: 'resend', topic: 't', messageIds: [messageId!] })
  const copy = (again as ProduceProgress[]).at(-1)!.messageId!
  const found = await engine.call('readMessage', { connection, topic: 'u', messageId: copy })
  expect(found).toMatchObject({ key: 'k', properties: { a: '1' } })
  expect(atob(found.payload)).toBe(json.text)
})

it('writes the samples of a template', async () => {
  expect(await produce('t', { kind: 'template', template: 'sensor', count: 700 })).toContainEqual(
    expect.objectContaining({ written: 700, total: 700, done: true }),
  )
})

it('refuses a payload that is not what it is said to be', async () => {
  expect(await produce('t', { kind: 'message', payload: { form: 'json', text: '{' } })).toBe('SLUICE-DESERIALIZE-JSON')
  expect(await produce('t', { kind: 'message', payload: { form: 'base64', text: '?' } })).toBe('SLUICE-PAYLOAD-BASE64')
})
