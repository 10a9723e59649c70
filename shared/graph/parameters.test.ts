import { describe, expect, test } from 'vitest'
import { operatorSpecs } from '../operators/specs.ts'
import { check } from './check.ts'
import { overrideConnection, type ParameterValues, resolveDocument, resolveWithoutSecrets } from './parameters.ts'
import { prepareDocument } from './prepare.ts'
import { createDocument } from './testing/documents.ts'

/** What an option becomes. */
function fill(text: unknown, parameters: object = {}, values: ParameterValues = {}): unknown {
  const document = createDocument({
    parameters,
    nodes: [{ id: 'a', operator: 'later', config: { option: text } }],
    edges: [],
  })
  const { document: filled, diagnostics } = resolveDocument(document, values)
  return filled
    ? filled.nodes[0]?.config.option
    : diagnostics?.map(({ code, place }) => `${code} ${place.node ?? ''} ${place.field?.join('.') ?? ''}`)
}

describe('a value comes from', () => {
  const declared = { NAME: { default: 'declared' } }

  test('--set, before all others', () => {
    expect(fill('${NAME:inline}', declared, { set: { NAME: 'set' }, environment: { NAME: 'env' } })).toBe('set')
  })

  test('the environment, before defaults', () => {
    expect(fill('${NAME:inline}', declared, { environment: { NAME: 'env' } })).toBe('env')
  })

  test('the declared default, before the one in the text', () => {
    expect(fill('${NAME:inline}', declared)).toBe('declared')
  })

  test('the default in the text, also an empty one', () => {
    expect(fill('${NAME:inline}')).toBe('inline')
    expect(fill('${NAME:}')).toBe('')
    expect(fill('${URL:http://host:8080}')).toBe('http://host:8080')
  })

  test('nowhere: an error that names the field', () => {
    expect(fill(['x', { deep: '${NAME}' }])).toEqual(['SLUICE-PARAMETER-MISSING a option.1.deep'])
    expect(fill('${secret:TOKEN}')).toEqual(['SLUICE-SECRET-MISSING a option'])
  })

  test('nothing that every object has', () => {
    expect(fill('${toString}', {}, { environment: {}, set: {} })).toEqual(['SLUICE-PARAMETER-MISSING a option'])
  })
})

describe('a text', () => {
  test('holds several placeholders among other text', () => {
    expect(fill('${A:1}-${B:2}-${secret:C}', {}, { secrets: { C: '3' } })).toBe('1-2-3')
  })

  test('is filled once: a value that looks like a placeholder stays', () => {
    expect(fill('${A}', {}, { set: { A: '${B}' } })).toBe('${B}')
  })

  test('says ${ by $${', () => {
    expect(fill('$${NAME} costs $${5}')).toBe('${NAME} costs ${5}')
  })

  test('keeps what is no placeholder', () => {
    for (const text of ['${value.total}', '${}', '${secret:}', '${NAME', '$NAME', '{NAME}', '${a + b}'])
      expect(fill(text)).toBe(text)
  })

  test('that is one placeholder takes the declared type; in longer text it stays text', () => {
    const parameters = {
      COUNT: { type: 'integer', default: 5 },
      RATE: { type: 'number' },
      ON: { type: 'boolean' },
      NAME: { default: 5 },
    }
    const set = { RATE: '2.5', ON: 'true' }
    expect(fill('${COUNT}', parameters, { set })).toBe(5)
    expect(fill('${RATE}', parameters, { set })).toBe(2.5)
    expect(fill('${ON}', parameters, { set })).toBe(true)
    expect(fill('${NAME}', parameters, { set })).toBe('5')
    expect(fill('${COUNT} times', parameters, { set })).toBe('5 times')
  })

  test.each([
    ['integer', '2.5'],
    ['integer', 'many'],
    ['integer', ''],
    ['number', 'NaN'],
    ['boolean', 'yes'],
  ])('of the type %s cannot be "%s"', (type, value) => {
    expect(fill('${X}', { X: { type } }, { set: { X: value } })).toEqual(['SLUICE-PARAMETER-TYPE  parameters.X'])
  })
})

test('connections and settings are filled too, with texts', () => {
  const document = createDocument({
    parameters: { PORT: { type: 'integer', default: 6650 } },
    connections: {
      main: {
        type: 'pulsar',
        serviceUrl: 'pulsar://h:${PORT}',
        webServiceUrl: '${PORT}',
        auth: { type: 'token', token: '${secret:T}' },
      },
    },
    settings: { deadLetter: { connection: 'main', topic: '${TOPIC:lost}' } },
  })
  expect(resolveDocument(document, { secrets: { T: 'hush' } }).document).toMatchObject({
    parameters: {},
    connections: { main: { serviceUrl: 'pulsar://h:6650', webServiceUrl: '6650', auth: { token: 'hush' } } },
    settings: { deadLetter: { topic: 'lost' } },
  })
})

test('a name set that nobody knows is an error that tells the nearest', () => {
  const document = createDocument({ parameters: { SERVICE_URL: { default: 'x' } } })
  const [found] = resolveDocument(document, { set: { SERVICE_ULR: 'x' } }).diagnostics ?? []
  expect(found?.code).toBe('SLUICE-PARAMETER-UNKNOWN')
  expect(found?.message).toContain('Did you mean "SERVICE_URL"?')
})

describe('a connection can be replaced from outside', () => {
  const document = createDocument({
    connections: {
      main: { type: 'embedded' },
      prod: { type: 'pulsar', serviceUrl: 'pulsar://a:1', auth: { type: 'token', token: '${secret:T}' } },
    },
  })
  const replaced = (name: string, url: string) => overrideConnection(document, name, url).document?.connections[name]

  test('by a Pulsar with its usual web port', () => {
    expect(replaced('main', 'pulsar://127.0.0.1:16650')).toEqual({
      type: 'pulsar',
      serviceUrl: 'pulsar://127.0.0.1:16650',
      webServiceUrl: '${WEB_SERVICE_URL:http://127.0.0.1:8080}',
      transport: 'auto',
    })
    expect(replaced('main', 'pulsar+ssl://[::1]:6651')).toMatchObject({
      webServiceUrl: '${WEB_SERVICE_URL:https://[::1]:8443}',
    })
    expect(replaced('main', 'pulsar://a:1,b:2')).toMatchObject({ webServiceUrl: '${WEB_SERVICE_URL:http://a:8080}' })
  })

  test('whose web address can be set', () => {
    const { document: changed } = overrideConnection(document, 'main', 'pulsar://127.0.0.1:16650')
    const values = { set: { WEB_SERVICE_URL: 'http://127.0.0.1:18080' }, secrets: { T: 't' } }
    expect(resolveDocument(changed!, values).document?.connections.main).toMatchObject({
      webServiceUrl: 'http://127.0.0.1:18080',
    })
    expect(resolveDocument(changed!, { secrets: { T: 't' } }).document?.connections.main).toMatchObject({
      webServiceUrl: 'http://127.0.0.1:8080',
    })
  })

  test('by the embedded broker', () => {
    expect(replaced('prod', 'embedded')).toEqual({ type: 'embedded' })
  })

  test('without taking the old token to another broker', () => {
    expect(replaced('prod', 'pulsar://elsewhere:6650')).not.toHaveProperty('auth')
  })

  test('only under a name that exists', () => {
    const [found] = overrideConnection(document, 'man', 'embedded').diagnostics ?? []
    expect(found).toMatchObject({ code: 'SLUICE-CONNECTION-UNKNOWN' })
    expect(found?.message).toContain('It has "main" and "prod". Did you mean "main"?')
    expect(overrideConnection(document, 'toString', 'embedded').diagnostics).toHaveLength(1)
  })

  test.each([
    '',
    'localhost',
    'http://localhost:8080',
    'pulsar://',
    'pulsar://user:secret@host:6650',
    'pulsar://h:1/x',
    'pulsar://h${X}:1',
  ])('only by an address of a broker, not by "%s"', (url) => {
    expect(overrideConnection(document, 'main', url).diagnostics?.[0]?.code).toBe('SLUICE-SERVICE-URL')
  })
})

describe('a secret', () => {
  const canary = 'canary-5d1c'
  const secrets = { T: canary }

  test.each([
    ['in an address', { connections: { main: { type: 'pulsar', serviceUrl: '${secret:T}' } } }],
    ['in an expression', { nodes: [{ id: 'a', operator: 'filter', config: { condition: '${secret:T} ((' } }] }],
    ['in a choice', { nodes: [{ id: 'a', operator: 'generator', config: { template: '${secret:T}' } }], edges: [] }],
    [
      'in a connection name',
      { nodes: [{ id: 'a', operator: 'pulsar-sink', config: { connection: '${secret:T}', topic: '${secret:T}' } }] },
    ],
    [
      'beside a missing value',
      { nodes: [{ id: 'a', operator: 'filter', config: { condition: '${secret:T} ${MISSING}' } }] },
    ],
  ])('is in no diagnostic: %s', (_name, parts) => {
    const document = createDocument(parts)
    const { diagnostics } = prepareDocument(document, operatorSpecs, { secrets })
    expect(diagnostics).not.toHaveLength(0)
    expect(JSON.stringify(diagnostics)).not.toContain(canary)
    expect(JSON.stringify(resolveDocument(document, { secrets }).diagnostics ?? [])).not.toContain(canary)
  })

  test('is put in when everything else is right', () => {
    const connections = {
      main: { type: 'pulsar', serviceUrl: 'pulsar://h:1', auth: { type: 'token', token: '${secret:T}' } },
    }
    const { document } = prepareDocument(createDocument({ connections }), operatorSpecs, { secrets })
    expect(document?.connections.main).toMatchObject({ auth: { token: canary } })
  })

  test('that is missing keeps the pipeline from starting', () => {
    const connections = {
      main: { type: 'pulsar', serviceUrl: 'pulsar://h:1', auth: { type: 'token', token: '${secret:T}' } },
    }
    expect(prepareDocument(createDocument({ connections }), operatorSpecs)).toMatchObject({
      document: null,
      diagnostics: [{ code: 'SLUICE-SECRET-MISSING', place: { field: ['connections', 'main', 'auth', 'token'] } }],
    })
  })
})

test('what is checked before secrets are put in means the same as what runs', () => {
  const nodes = [{ id: 'a', operator: 'later', config: { text: '$${X} ${Y}', secret: '${secret:T}' } }]
  const document = createDocument({ nodes, edges: [] })
  const visible = resolveWithoutSecrets(document, { set: { Y: '${Z}' } }).document!
  expect(visible.nodes[0]?.config).toEqual({ text: '$${X} $${Z}', secret: '${secret:T}' })
  expect(resolveDocument(visible, { secrets: { T: 't' } }).document?.nodes[0]?.config).toEqual({
    text: '${X} ${Z}',
    secret: 't',
  })
  expect(check(visible, operatorSpecs).map(({ code }) => code)).not.toContain('SLUICE-PARAMETER-UNDECLARED')
})
