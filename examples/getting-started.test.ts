import { afterEach, describe, expect, it } from 'vitest'
import { check } from '../shared/graph/check.ts'
import { operatorSpecs } from '../shared/operators/specs.ts'
import { isBalanced } from '../shared/run/ledger.ts'
import { type ExampleRun, readExample, runExample } from './run-example.ts'

let run: ExampleRun
afterEach(() => run?.close())

const decode = (payload: Uint8Array) => JSON.parse(new TextDecoder().decode(payload))

describe('the getting-started example', () => {
  it('has no problem and no warning', () => {
    const findings = check(readExample('getting-started'), operatorSpecs)
    expect(findings.filter((finding) => finding.severity !== 'info')).toEqual([])
  })

  it('delivers each of its 1,000 sample messages to output-topic, with the two fields', async () => {
    run = await runExample('getting-started')
    const { status, ledger, sampleData } = run.snapshot
    expect(status.state).toBe('drained')
    expect(ledger).toMatchObject({ received: 1000, delivered: 1000, inFlight: 0 })
    expect(sampleData).toMatchObject({ received: 1000, delivered: 1000, inFlight: 0 })
    const input = await run.topic('input-topic')
    const output = await run.topic('output-topic')
    expect(output).toHaveLength(1000)
    const byOrder = new Map(output.map(({ payload }) => [decode(payload).order_id, decode(payload)]))
    for (const { payload } of input) {
      const order = decode(payload)
      const { processed_at, processor, ...rest } = byOrder.get(order.order_id)
      expect(rest).toEqual(order)
      expect(processor).toBe('sluice')
      expect(processed_at).toBeGreaterThan(Date.parse('2026-01-02'))
    }
  })

  it('keeps keys and event times', async () => {
    run = await runExample('getting-started', { SAMPLE_DATA: '50' })
    const [input, output] = [await run.topic('input-topic'), await run.topic('output-topic')]
    const shape = (found: typeof input) => found.map(({ key, eventTime }) => `${key} ${eventTime}`).sort()
    expect(shape(output)).toEqual(shape(input))
    expect(new Set(input.map(({ key }) => key)).size).toBeGreaterThan(10)
  })

  it('writes no sample data with SAMPLE_DATA=0, and then waits for others to write', async () => {
    run = await runExample('getting-started', { SAMPLE_DATA: '0' })
    expect(run.snapshot.status.state).toBe('drained')
    expect(run.snapshot.ledger.received).toBe(0)
    expect(run.snapshot.sampleData.received).toBe(0)
  })

  it('keeps what is not JSON, byte for byte and with the reason', async () => {
    const bad = new TextEncoder().encode('{"order_id": oops}')
    run = await runExample('getting-started', { SAMPLE_DATA: '20' }, async (broker) => {
      const producer = await broker.produce({ topic: 'input-topic' })
      const rest = { key: 'k', orderingKey: null, eventTime: null, sequenceId: null, deliverAt: null }
      await producer.send({ payload: bad, properties: { from: 'test' }, ...rest })
      await producer.close()
    })
    const { ledger } = run.snapshot
    expect(ledger).toMatchObject({ received: 21, inFlight: 0 })
    expect(isBalanced(ledger)).toBe(true)
    const [kept] = await run.topic('error-topic')
    expect(kept?.payload).toEqual(bad)
    expect(kept?.properties).toMatchObject({
      from: 'test',
      error_code: 'SLUICE-DESERIALIZE-JSON',
      step_id: 'parse',
      original_topic: 'persistent://public/default/input-topic',
      attempt: '1',
    })
    expect(kept?.properties.error).toContain('line 1, column 14')
  })
})
