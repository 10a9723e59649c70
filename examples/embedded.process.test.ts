import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openEmbeddedBroker } from '../main/brokers/embedded/embedded-broker.ts'
import { nodeClock } from '../main/runner/node-clock.ts'
import { fullName, readTopic } from './proofs/proof.ts'
import { proofs } from './proofs/proofs.ts'
import { runByCommandLine } from './run-by-command-line.ts'

describe('every example by the command line, on the embedded broker', () => {
  let data: string
  beforeAll(async () => {
    data = await mkdtemp(join(tmpdir(), 'sluice-examples-'))
  })
  afterAll(() => rm(data, { recursive: true, force: true }))

  it('has a proof', async () => {
    const files = await readdir(new URL('.', import.meta.url))
    const names = files
      .filter((file) => file.endsWith('.sluice.json'))
      .map((file) => file.slice(0, -'.sluice.json'.length))
    expect(names.sort()).toEqual(Object.keys(proofs).sort())
  })

  it.each(Object.entries(proofs))('%s', { timeout: 60_000 }, async (name, prove) => {
    const report = await runByCommandLine(name, ['--data', data])
    const broker = await openEmbeddedBroker({ directory: data, clock: nodeClock })
    try {
      await prove({ report, topic: (topic) => readTopic(broker, topic, report.topics[fullName(topic)] ?? 0) })
    } finally {
      await broker.close()
    }
  })
})
