import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { failureOf } from '../testing/scene.ts'
import { findNativeClient } from './native-client.ts'

/** Long enough for a slow machine to start a process. */
const timeoutMs = 60_000
let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-native-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function packageOf(name: string, source: string): Promise<string> {
  await mkdir(join(folder, name))
  await writeFile(join(folder, name, 'index.cjs'), source)
  return join(folder, name, 'index.cjs')
}

describe('the package of the native client', () => {
  it('is there when a process of its own can load and use it', async () => {
    const works = 'exports.MessageId = { earliest: () => ({ toString: () => "(-1,-1,-1,-1)" }) }'
    const client = findNativeClient({ packageName: await packageOf('works', works), timeoutMs })
    expect(await client.verdict()).toEqual({ available: true, reason: '' })
    expect((await client.load()).MessageId.earliest().toString()).toBe('(-1,-1,-1,-1)')
  })

  it('is not there when it is not installed, and says so', async () => {
    const client = findNativeClient({ packageName: 'no-such-package-of-pulsar', timeoutMs })
    expect(await client.verdict()).toEqual({
      available: false,
      reason: 'its package, no-such-package-of-pulsar, is not installed',
    })
    const failure = await failureOf(client.load())
    expect(failure.code).toBe('SLUICE-TRANSPORT-UNAVAILABLE')
    expect(failure.message).toContain('is not installed. Set the transport of the connection to "websocket" or "auto".')
  })

  it('is not there when its binary is missing', async () => {
    const packageName = await packageOf('without', 'throw new Error("Cannot find the binary")')
    const { available, reason } = await findNativeClient({ packageName, timeoutMs }).verdict()
    expect(available).toBe(false)
    expect(reason).toContain('Error: Cannot find the binary')
  })

  it('is not there when it crashes, which ends the other process alone', async () => {
    const packageName = await packageOf('crashes', 'process.abort()')
    const { available, reason } = await findNativeClient({ packageName, timeoutMs }).verdict()
    expect(available).toBe(false)
    expect(reason).toMatch(/dies of SIGABRT|exit code/)
  })

  it('is not there when loading it takes for ever', async () => {
    const packageName = await packageOf('hangs', 'for (;;) {}')
    const { reason } = await findNativeClient({ packageName, timeoutMs: 300 }).verdict()
    expect(reason).toBe('a process that loads it was not done within 300 ms')
  })

  it('is tried once', async () => {
    const packageName = await packageOf('counts', 'exports.MessageId = { earliest: () => "" }')
    const client = findNativeClient({ packageName, timeoutMs })
    expect(client.verdict()).toBe(client.verdict())
    await client.verdict()
  })
})
