import type { TapRow } from '../../../shared/run/tap.ts'

/** A row as the engine would send it, with this JSON value. */
export function exampleRow(value: unknown, rest: Partial<TapRow> = {}): TapRow {
  const text = JSON.stringify(value)
  return {
    seq: 1,
    at: Date.UTC(2026, 0, 2, 14, 2, 11, 482),
    topic: 'persistent://public/default/orders',
    key: 'cust-1042',
    properties: {},
    eventTime: null,
    publishTime: Date.UTC(2026, 0, 2, 14, 2, 11, 400),
    redeliveryCount: 0,
    messageId: '1:2:0',
    origin: 'persistent://public/default/orders 1:2:0',
    value: { form: 'json', text, size: text.length, truncated: false },
    ...rest,
  }
}
