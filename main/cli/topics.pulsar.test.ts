import { randomUUID } from 'node:crypto'
import { describe, expect, inject, it } from 'vitest'
import { tapRowSchema } from '../../shared/run/tap.ts'
import { runCli } from './testing/run-cli.ts'

const shared = inject('realPulsar')

describe.skipIf('reason' in shared)('sluice produce and sluice tail on a real Pulsar', () => {
  it('write messages and show them again, in order', async () => {
    if ('reason' in shared) return
    const broker = ['--connection', shared.serviceUrl, '--web-service-url', shared.webServiceUrl]
    const topic = `cli-${randomUUID()}`
    const produced = await runCli(['produce', topic, '--template', 'transaction', '--count', '50', ...broker])
    expect(produced).toMatchObject({ code: 0, stderr: '' })
    const { code, stdout } = await runCli(['tail', topic, '--from', 'earliest', '--count', '50', ...broker])
    expect(code).toBe(0)
    const rows = stdout
      .trimEnd()
      .split('\n')
      .map((line) => tapRowSchema.parse(JSON.parse(line)))
    expect(rows.map((row) => JSON.parse(row.value.text).order_id)).toEqual(
      Array.from({ length: 50 }, (_, index) => `order-${String(index + 1).padStart(6, '0')}`),
    )
    expect(rows[0]!.topic).toBe(`persistent://public/default/${topic}`)
  })
})
