import { describe, expect, it } from 'vitest'
import { runGraph, runOperator } from '../../main/engine/testing/harness.ts'

describe('error-message', () => {
  it('keeps the payload and tells in properties what happened', async () => {
    const result = await runGraph(
      {
        nodes: [
          { id: 'read', operator: 'test-feed' },
          { id: 'parse', operator: 'deserialize', config: { serde: 'json' } },
          { id: 'note', operator: 'error-message' },
          { id: 'good', operator: 'test-collect' },
          { id: 'bad', operator: 'test-collect' },
        ],
        edges: ['read.out>parse.in', 'parse.out>good.in', 'parse.errors>note.in', 'note.out>bad.in'],
      },
      {
        feed: {
          read: [{ bytes: '{"a":1}' }, { bytes: 'oops', key: 'k', properties: { from: 'test' }, topic: 'asked-for' }],
        },
      },
    )
    const [kept] = result.outputs('bad')
    expect(new TextDecoder().decode(kept?.value as Uint8Array)).toBe('oops')
    expect(kept).toMatchObject({ key: 'k', topic: null, failure: null })
    expect(kept?.properties).toMatchObject({
      from: 'test',
      error_code: 'SLUICE-DESERIALIZE-JSON',
      step_id: 'parse',
      original_topic: 'read',
      original_message_id: '1',
      attempt: '1',
    })
    expect(kept?.properties.error).toContain('Not JSON')
    expect(kept?.properties.failed_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
    expect(result.ledger).toMatchObject({ received: 2, delivered: 2 })
  })

  it('stops the pipeline when it is wired to something else than an errors port', async () => {
    const { failure } = await runOperator('error-message', {}, [{ value: 1 }])
    expect(failure?.code).toBe('SLUICE-ERROR-MESSAGE-INPUT')
    expect(failure?.message).toContain('takes messages from `errors` ports only')
  })
})
