import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TapRow, tapRowSchema } from '../../shared/run/tap.ts'
import { runCli, startCli } from './testing/run-cli.ts'

let data: string

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'sluice-topics-'))
})
afterAll(() => rm(data, { recursive: true }))

async function tail(topic: string, ...options: string[]): Promise<TapRow[]> {
  const { stdout } = await runCli(['tail', topic, '--data', data, ...options])
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => tapRowSchema.parse(JSON.parse(line)))
}

describe('sluice produce and sluice tail', () => {
  it('write messages and show them again, in order, as often as asked', async () => {
    const produced = await runCli(['produce', 'orders', '--template', 'transaction', '--count', '30', '--data', data])
    expect(produced).toMatchObject({ code: 0, stderr: '' })
    expect(produced.stdout).toMatch(/^30 messages written to persistent:\/\/public\/default\/orders/)
    for (let look = 0; look < 2; look++) {
      const rows = await tail('orders', '--from', 'earliest', '--count', '30')
      const ids = rows.map((row) => JSON.parse(row.value.text).order_id)
      expect(ids).toEqual(Array.from({ length: 30 }, (_, index) => `order-${String(index + 1).padStart(6, '0')}`))
    }
  })

  it('show what comes after a message, and what a condition holds for', async () => {
    await runCli(['produce', 'readings', '--template', 'sensor', '--count', '50', '--data', data])
    const all = await tail('readings', '--from', 'earliest', '--count', '50')
    const after = await tail('readings', '--from', all[9]!.messageId, '--count', '40')
    expect(after.map((row) => row.messageId)).toEqual(all.slice(10).map((row) => row.messageId))
    const hot = await tail('readings', '--from', 'earliest', '--filter', 'value.temperature > 25', '--count', '5')
    for (const row of hot) expect(JSON.parse(row.value.text).temperature).toBeGreaterThan(25)
    const since = await tail('readings', '--from', new Date(all[0]!.publishTime - 1).toISOString(), '--count', '50')
    expect(since).toHaveLength(50)
  })

  it('writes no faster than the rate', async () => {
    const startedAt = Date.now()
    await runCli(['produce', 'slow', '--count', '21', '--rate', '20', '--data', data])
    expect(Date.now() - startedAt).toBeGreaterThan(950)
  })

  it('ends on a signal, with what has been written and read so far', async () => {
    const producing = startCli(['produce', 'endless', '--count', '1000000', '--rate', '200', '--data', data])
    await new Promise((resolve) => setTimeout(resolve, 1200))
    producing.child.kill('SIGINT')
    const produced = await producing.ended
    expect(produced.code).toBe(0)
    const count = Number(produced.stdout.split(' ')[0])
    expect(count).toBeGreaterThan(0)
    const tailing = startCli(['tail', 'endless', '--from', 'earliest', '--data', data])
    await tailing.sees('stdout', /\n/)
    tailing.child.kill('SIGTERM')
    expect((await tailing.ended).code).toBe(0)
    expect(await tail('endless', '--from', 'earliest', '--count', String(count))).toHaveLength(count)
  })

  it('ends quietly when nobody reads on', async () => {
    const tailing = startCli(['tail', 'readings', '--from', 'earliest', '--data', data])
    await tailing.sees('stdout', /\n/)
    tailing.child.stdout!.destroy()
    tailing.child.kill('SIGTERM')
    const { code, stderr } = await tailing.ended
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  })
})
