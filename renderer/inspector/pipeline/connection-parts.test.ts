import { describe, expect, test } from 'vitest'
import { connectionSchema, type PulsarConnection } from '../../../shared/graph/schema.ts'
import { withPart } from './connection-parts.ts'

const plain = connectionSchema.parse({ type: 'pulsar', serviceUrl: 'pulsar://a:6650' }) as PulsarConnection
const edited = (edits: readonly (readonly [readonly string[], unknown])[]) =>
  JSON.parse(JSON.stringify(edits.reduce((connection, [path, value]) => withPart(connection, path, value), plain)))

describe('editing a connection', () => {
  test('changes one part and leaves the others', () => {
    expect(edited([[['webServiceUrl'], 'http://a:8080']])).toEqual({ ...plain, webServiceUrl: 'http://a:8080' })
    expect(
      edited([
        [['webServiceUrl'], 'x'],
        [['webServiceUrl'], undefined],
      ]),
    ).toEqual(plain)
    expect(edited([[['serviceUrl'], undefined]])).toEqual({ ...plain, serviceUrl: '' })
  })

  test('begins another way to say who we are empty, and forgets the one before', () => {
    const token = [
      [['auth', 'type'], 'token'],
      [['auth', 'token'], '${secret:T}'],
    ] as const
    expect(edited(token).auth).toEqual({ type: 'token', token: '${secret:T}' })
    expect(edited([...token, [['auth', 'token'], undefined], [['auth', 'tokenFile'], '/t']]).auth).toEqual({
      type: 'token',
      tokenFile: '/t',
    })
    expect(edited([...token, [['auth', 'type'], 'basic']]).auth).toEqual({ type: 'basic', username: '', password: '' })
    expect(edited([...token, [['auth', 'type'], 'none']])).toEqual(plain)
  })

  test('keeps no empty encryption', () => {
    const ca = [[['tls', 'caFile'], '/ca.pem']] as const
    expect(edited(ca).tls).toEqual({ caFile: '/ca.pem' })
    expect(edited([...ca, [['tls', 'caFile'], undefined]])).toEqual(plain)
  })
})
