import { describe, expect, it } from 'vitest'
import { freePorts } from '../../../testing/free-ports.ts'
import { endpointOf, endpointText, reach } from './endpoint.ts'

describe('an endpoint', () => {
  it.each([
    ['pulsar://broker', 6650, 'broker:6650'],
    ['pulsar+ssl://broker.test:7000', 6651, 'broker.test:7000'],
    ['http://broker:80', 80, 'broker:80'],
    ['https://broker/pulsar', 443, 'broker:443'],
    ['pulsar://[::1]:6650', 6650, '[::1]:6650'],
  ])('of %s', (url, usual, text) => {
    expect(endpointText(endpointOf(url, usual))).toBe(text)
  })

  it('that refuses, that does not exist and that says nothing are three things', async () => {
    const [port = 0] = await freePorts(1)
    const { signal } = new AbortController()
    expect(await reach({ host: '127.0.0.1', port }, signal)).toEqual({ state: 'refused', reason: 'ECONNREFUSED' })
    expect(await reach({ host: 'sluice.invalid', port }, signal)).toMatchObject({ state: 'unknown-host' })
    expect(await reach({ host: '127.0.0.1', port }, AbortSignal.abort())).toEqual({
      state: 'silent',
      reason: 'no answer',
    })
    expect(await reach({ host: 'localhost', port }, AbortSignal.abort())).toMatchObject({ state: 'silent' })
  })
})
