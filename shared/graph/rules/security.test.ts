import { describe, expect, test } from 'vitest'
import { operatorSpecs } from '../../operators/specs.ts'
import { check } from '../check.ts'
import { applyPatch } from '../patch.ts'
import { createDocument } from '../testing/documents.ts'

const codesOfRule = /^SLUICE-(AUTH|TLS|SECRET)-/

function documentOf(connection: object, more: object = {}) {
  return createDocument({
    connections: { main: { type: 'pulsar', serviceUrl: 'pulsar+ssl://localhost:6651', ...connection } },
    nodes: [
      { id: 'gen', operator: 'generator', config: { count: 10 } },
      { id: 'end', operator: 'pulsar-sink', config: { connection: 'main', topic: 'out' } },
    ],
    edges: [{ from: 'gen.out', to: 'end.in' }],
    ...more,
  })
}

const found = (connection: object, more?: object) =>
  check(documentOf(connection, more), operatorSpecs).filter(({ code }) => codesOfRule.test(code))
const codes = (connection: object, more?: object) =>
  found(connection, more).map(({ code, severity, place }) => `${severity} ${code} ${place.field?.slice(2).join('.')}`)

describe('a token', () => {
  test.each([
    [{ token: '${secret:T}' }, []],
    [{ tokenFile: '/run/token' }, []],
    [{}, ['error SLUICE-AUTH-TOKEN auth']],
    [{ token: '' }, ['error SLUICE-AUTH-TOKEN auth']],
    [{ token: '${secret:T}', tokenFile: '/run/token' }, ['error SLUICE-AUTH-TOKEN auth']],
  ])('is given once, as itself or as a file: %j', (token, expected) => {
    expect(codes({ auth: { type: 'token', ...token } })).toEqual(expected)
  })
})

describe('client credentials', () => {
  const issuer = { type: 'oauth2', issuerUrl: 'https://issuer' }
  test.each([
    [{ clientId: 'a', clientSecret: '${secret:S}' }, []],
    [{ privateKeyFile: 'key.json' }, []],
    [{}, ['error SLUICE-AUTH-OAUTH2 auth']],
    [{ clientId: 'a' }, ['error SLUICE-AUTH-OAUTH2 auth']],
    [{ clientId: 'a', privateKeyFile: 'key.json' }, ['error SLUICE-AUTH-OAUTH2 auth']],
  ])('are a pair or a file: %j', (credentials, expected) => {
    expect(codes({ auth: { ...issuer, ...credentials } })).toEqual(expected)
  })

  test('need an issuer that is an address, once it is known', () => {
    const auth = { type: 'oauth2', privateKeyFile: 'key.json' }
    expect(codes({ auth: { ...auth, issuerUrl: 'issuer' } })).toEqual(['error SLUICE-AUTH-OAUTH2 auth.issuerUrl'])
    expect(codes({ auth: { ...auth, issuerUrl: '${ISSUER}' } })).toEqual([])
  })
})

describe('a secret in plain text', () => {
  test.each([
    ['token', { type: 'token', token: 'abc.def' }, 'MAIN_TOKEN'],
    ['password', { type: 'basic', username: 'u', password: 'p' }, 'MAIN_PASSWORD'],
    [
      'clientSecret',
      { type: 'oauth2', issuerUrl: 'https://i', clientId: 'a', clientSecret: 's' },
      'MAIN_CLIENT_SECRET',
    ],
  ])('is a warning: %s', (key, auth, name) => {
    expect(codes({ auth })).toEqual([`warning SLUICE-SECRET-PLAIN auth.${key}`])
    const [warning] = found({ auth })
    expect(warning!.message).not.toContain('abc.def')
    const repaired = applyPatch(documentOf({ auth }), warning!.fix!.patch)
    expect(repaired.connections.main).toMatchObject({ auth: { [key]: `\${secret:${name}}` } })
    expect(check(repaired, operatorSpecs).filter(({ code }) => codesOfRule.test(code))).toEqual([])
  })

  test('is one too as the default of a parameter, whose name it keeps', () => {
    const auth = { type: 'token', token: '${TOKEN}' }
    const [warning] = found({ auth }, { parameters: { TOKEN: { default: 'abc' } } })
    expect(warning!.fix!.patch[0]!.value).toBe('${secret:TOKEN}')
    expect(codes({ auth }, { parameters: { TOKEN: {} } })).toEqual([])
  })
})

describe('encryption', () => {
  test('by a key and its certificate, never one of them', () => {
    expect(codes({ tls: { keyFile: 'k.pem', certificateFile: 'c.pem' } })).toEqual([])
    expect(codes({ tls: { keyFile: 'k.pem' } })).toEqual(['error SLUICE-TLS-KEY tls.keyFile'])
    expect(codes({ tls: { certificateFile: 'c.pem' } })).toEqual(['error SLUICE-TLS-KEY tls.certificateFile'])
  })

  test.each([
    [{ serviceUrl: 'pulsar://h:6650' }, ['warning SLUICE-TLS-UNUSED tls']],
    [{ serviceUrl: 'pulsar://h:6650', webServiceUrl: 'http://h:8080' }, ['warning SLUICE-TLS-UNUSED tls']],
    [{ serviceUrl: 'pulsar://h:6650', webServiceUrl: 'https://h:8443' }, []],
    [{ serviceUrl: 'pulsar+ssl://h:6651' }, []],
    [{ serviceUrl: '${URL}' }, []],
  ])('is of no use on plain addresses: %j', (addresses, expected) => {
    expect(codes({ ...addresses, tls: { caFile: 'ca.pem' } })).toEqual(expected)
  })

  test('of no use goes by its fix', () => {
    const plain = { serviceUrl: 'pulsar://h:6650', tls: { caFile: 'ca.pem' } }
    const repaired = applyPatch(documentOf(plain), found(plain)[0]!.fix!.patch)
    expect(repaired.connections.main).not.toHaveProperty('tls')
  })
})
