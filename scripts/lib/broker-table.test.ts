import { expect, test } from 'vitest'
import { brokerBehaviours } from '../../main/engine/testing/broker-contract.ts'
import { brokerTable } from './broker-table.mjs'

const result = (broker: string, area: string | null, title: string, status = 'passed') => ({
  ancestorTitles: [`broker contract: ${broker}`, ...(area === null ? [] : [area])],
  title,
  status,
})

function report(...assertionResults: ReturnType<typeof result>[]): string {
  return JSON.stringify({ testResults: [{ assertionResults }] })
}

const unit = report(
  result('embedded, in memory', 'messages', 'they arrive'),
  result('embedded, in memory', 'restarting', 'they stay — differs: nothing outlives it', 'skipped'),
  result('embedded, on disk', 'messages', 'they arrive', 'failed'),
  result('embedded, on disk', 'restarting', 'they stay'),
  { ancestorTitles: ['another test'], title: 'is no matter', status: 'passed' },
)
const broker = report(
  result('Pulsar over WebSocket', 'messages', 'they arrive'),
  result('Pulsar over WebSocket', 'restarting', 'they stay — differs: nothing outlives it', 'skipped'),
  result('Pulsar over WebSocket, token and TLS', 'messages', 'they arrive — not run: too long', 'skipped'),
  result('Pulsar over WebSocket, token and TLS', 'restarting', 'they stay'),
  result('Pulsar by its native client', null, 'not run: no library', 'skipped'),
  result('native, over a client that is not real', 'messages', 'they arrive'),
  result('native, over a client that is not real', 'restarting', 'they stay'),
)

test('the table has a line for each behaviour, a column for each broker, and a reason for each that is not ok', () => {
  const lines = brokerTable([unit, broker])
    .split('\n')
    .map((line) => line.replace(/ {2,}/g, ' | '))
  expect(lines).toEqual([
    '2 behaviours: memory 1 ok, 1 differs; disk 1 ok, 1 FAILED; WebSocket 1 ok, 1 differs; token+TLS 1 ok, 1 not run; native 2 not run; native* 2 ok',
    ' | memory | disk | WebSocket | token+TLS | native | native*',
    'messages',
    ' | they arrive | ok | FAILED | ok | not run 1 | not run 2 | ok',
    'restarting',
    ' | they stay | differs 3 | ok | differs 3 | ok | not run 2 | ok',
    '1) not run: too long',
    '2) not run: no library',
    '3) differs: nothing outlives it',
    '* the native adapter over a client that is not real, on the embedded broker',
  ])
})

test('a broker without tests is said to have none', () => {
  expect(brokerTable([unit])).toContain('not run: it has no tests here')
})

test('the contract has at least 60 behaviours, each with a name of its own that fits the table', () => {
  const names = Object.values(brokerBehaviours).flatMap((behaviours) => behaviours.map(({ name }) => name))
  expect(names.length).toBeGreaterThanOrEqual(60)
  expect(new Set(names).size).toBe(names.length)
  for (const name of names) expect(name).not.toContain(' — ')
  expect(Math.max(...names.map(({ length }) => length))).toBeLessThanOrEqual(95)
})
