import { join } from 'node:path'
import { makeAuthority } from '../certificates/certificates.ts'
import { freePorts } from '../free-ports.ts'
import {
  attached,
  authority,
  end,
  folder,
  parse,
  read,
  readAndEnd,
  type Seed,
  startMute,
  topic,
  trusted,
  withOrders,
  write,
} from './scene.ts'

export interface Fault extends Seed {
  readonly name: string
  /** `state look code`, and nothing else may be wrong. */
  readonly found: string
  readonly says: RegExp
  /** Where in the document, at least. */
  readonly place?: object
}

export const faults: readonly Fault[] = [
  {
    name: 'service URL that is none',
    found: 'failed address SLUICE-SERVICE-URL',
    says: /"localhost" is not an address of a Pulsar/,
    connection: () => ({ serviceUrl: 'localhost' }),
    place: { field: ['connections', 'main', 'serviceUrl'] },
  },
  {
    name: 'web address is the binary port',
    found: 'failed pulsar SLUICE-NOT-A-PULSAR',
    says: /is the binary port of a Pulsar, not its web port/,
    connection: ({ serviceUrl }) => ({ webServiceUrl: serviceUrl.replace('pulsar', 'http') }),
    place: { field: ['connections', 'main', 'webServiceUrl'] },
  },
  {
    name: 'service URL is the web port',
    found: 'warning service SLUICE-NOT-A-PULSAR',
    says: /is a web port, not the binary protocol/,
    connection: ({ webServiceUrl }) => ({ serviceUrl: webServiceUrl.replace('http', 'pulsar') }),
  },
  {
    name: 'closed port',
    found: 'failed web-port SLUICE-PORT-CLOSED',
    says: /Nothing listens at 127\.0\.0\.1:\d+ \(ECONNREFUSED\)/,
    connection: async () => ({ webServiceUrl: `http://127.0.0.1:${(await freePorts(1))[0]}` }),
  },
  {
    name: 'host that does not exist',
    found: 'failed web-port SLUICE-HOST-UNKNOWN',
    says: /There is no host "sluice\.invalid"/,
    connection: () => ({ webServiceUrl: 'http://sluice.invalid:8080' }),
  },
  {
    name: 'another web server',
    found: 'failed pulsar SLUICE-NOT-A-PULSAR',
    says: /is a web server, but no Pulsar/,
    cluster: { isOther: true },
  },
  {
    name: 'host that says nothing',
    found: 'failed pulsar SLUICE-DOCTOR-SLOW',
    says: /no answer within 4 s: a Pulsar behind the web address/,
    connection: async () => ({ webServiceUrl: await startMute() }),
  },
  {
    name: 'wrong token',
    found: 'failed authentication SLUICE-NOT-AUTHENTICATED',
    says: /does not take the token of the connection/,
    cluster: { token: 'right' },
    connection: () => ({ auth: { type: 'token', token: 'wrong-and-secret' } }),
    place: { field: ['connections', 'main', 'auth'] },
  },
  {
    name: 'missing token',
    found: 'failed authentication SLUICE-NOT-AUTHENTICATED',
    says: /wants to know who we are, and the connection says nothing/,
    cluster: { token: 'right' },
  },
  {
    name: 'token file that is not there',
    found: 'failed credentials SLUICE-CONNECTION-FILE',
    says: /"auth\.tokenFile".*there is no such file/,
    cluster: { token: 'right' },
    connection: () => ({ auth: { type: 'token', tokenFile: join(folder, 'none') } }),
  },
  {
    name: 'expired certificate',
    found: 'failed tls SLUICE-TLS-EXPIRED',
    says: /shows a certificate that has expired/,
    cluster: () => ({ certificate: authority.issue({ validFrom: -9, validTo: -2 }) }),
    connection: trusted,
  },
  {
    name: 'untrusted certificate',
    found: 'failed tls SLUICE-TLS-REFUSED',
    says: /shows a certificate that is not trusted/,
    cluster: () => ({ certificate: makeAuthority().issue() }),
    connection: trusted,
  },
  {
    name: 'certificate of another host',
    found: 'failed tls SLUICE-TLS-HOSTNAME',
    says: /shows a certificate of another host/,
    cluster: () => ({ certificate: authority.issue({ hosts: ['broker.test'] }) }),
    connection: trusted,
  },
  {
    name: 'certificate that ends soon',
    found: 'warning tls SLUICE-TLS-EXPIRED',
    says: /The certificate of 127\.0\.0\.1:\d+ ends in 4 days/,
    cluster: () => ({ certificate: authority.issue({ validTo: 5 }) }),
    connection: trusted,
  },
  {
    name: 'certificate that nobody looks at',
    found: 'warning tls SLUICE-TLS-UNCHECKED',
    says: /encrypts, but its certificate is not checked/,
    cluster: () => ({ certificate: makeAuthority().issue() }),
    connection: () => ({ tls: { allowInsecure: true } }),
  },
  {
    name: 'old broker',
    found: 'warning version SLUICE-BROKER-OLD',
    says: /is Pulsar 2\.8\.4/,
    cluster: { answers: { 'brokers/version': [200, '2.8.4'] } },
  },
  {
    name: 'TLS where there is none',
    found: 'failed tls SLUICE-TLS-REFUSED',
    says: /does not encrypt at this port/,
    connection: ({ webServiceUrl }) => ({ webServiceUrl: webServiceUrl.replace('http', 'https') }),
  },
  {
    name: 'advertised address inside Docker',
    found: 'warning advertised-address SLUICE-ADVERTISED-ADDRESS',
    says: /come to pulsar-1:6650, which cannot be reached.* known inside Docker/,
    cluster: { advertised: 'pulsar://pulsar-1:6650' },
  },
  {
    name: 'advertised port that is closed',
    found: 'warning advertised-address SLUICE-ADVERTISED-ADDRESS',
    says: /come to 127\.0\.0\.1:1, which cannot be reached/,
    cluster: { advertised: 'pulsar://127.0.0.1:1' },
  },
  {
    name: 'WebSocket service off',
    found: 'failed web-socket SLUICE-WEB-SOCKET-OFF',
    says: /has no WebSocket API \(HTTP 404\)/,
    cluster: { webSockets: false },
  },
  {
    name: 'topic missing, none made by itself',
    found: 'failed topic SLUICE-TOPIC-NOT-FOUND',
    says: /does not exist, and the broker makes none by itself/,
    cluster: { answers: { 'lookup persistent/public/default/orders': [404, { reason: 'Topic not found' }] } },
    ...readAndEnd,
    place: { node: 'read', field: ['topics', 0] },
  },
  {
    name: 'namespace missing',
    found: 'failed topic SLUICE-NAMESPACE-NOT-FOUND',
    says: /there is no namespace public\/default/,
    cluster: { answers: { [`${topic}/partitions`]: [404, { reason: 'Namespace not found' }] } },
    ...readAndEnd,
  },
  {
    name: 'no permission to consume',
    found: 'failed permission SLUICE-NOT-AUTHORISED',
    says: /our role may not consume from persistent:\/\/public\/default\/orders/,
    cluster: {
      answers: {
        ...withOrders(),
        [`${topic}/subscriptions`]: [401, { reason: 'Unauthorized to validateTopicOperation' }],
      },
    },
    ...readAndEnd,
    place: { node: 'read', field: ['topics', 0] },
  },
  {
    name: 'no permission to produce',
    found: 'failed permission SLUICE-NOT-AUTHORISED',
    says: /our role may not produce to persistent:\/\/public\/default\/orders/,
    cluster: { answers: { ...withOrders(), [`ws/v2/producer/${topic}`]: [403, 'Not authorized'] } },
    nodes: [{ id: 'gen', operator: 'generator', config: {} }, write('orders')],
    edges: ['gen.out>write.in'],
    place: { node: 'write', field: ['topic'] },
  },
  {
    name: 'wrong schema',
    found: 'failed schema SLUICE-SCHEMA-MISMATCH',
    says: /reads json, but the schema of .*orders is AVRO/,
    cluster: {
      answers: { ...withOrders(), 'schemas/public/default/orders/schema': [200, { type: 'AVRO', data: '{}' }] },
    },
    nodes: [read(), parse(), end],
    edges: ['read.out>parse.in', 'parse.out>end.in'],
    place: { node: 'parse', field: ['serde'] },
  },
  {
    name: 'schema asked for, and none there',
    found: 'failed schema SLUICE-SCHEMA-MISSING',
    says: /asks for the schema of .*orders, which has none/,
    cluster: {
      answers: { ...withOrders(), 'schemas/public/default/orders/schema': [404, { reason: 'Schema not found' }] },
    },
    nodes: [read(), parse('pulsar-schema'), end],
    edges: ['read.out>parse.in', 'parse.out>end.in'],
  },
  {
    name: 'subscription of another type',
    found: 'failed subscription SLUICE-SUBSCRIPTION-TYPE',
    says: /is Shared now, with 1 consumer; the step asks for KeyShared/,
    cluster: { answers: withOrders({ audit: attached('Shared') }) },
    ...readAndEnd,
    place: { node: 'read', field: ['consumer', 'consumerType'] },
  },
  {
    name: 'Exclusive subscription that is taken',
    found: 'failed subscription SLUICE-TOPIC-BUSY',
    says: /is Exclusive, and another consumer is on it/,
    cluster: { answers: withOrders({ audit: attached('Exclusive') }) },
    nodes: [read({ consumerType: 'Exclusive' }), end],
    edges: ['read.out>end.in'],
  },
  {
    name: 'Latest where messages are stored',
    found: 'warning subscription SLUICE-START-LATEST',
    says: /begins at Latest: you will see nothing of the 42 entries/,
    cluster: { answers: withOrders() },
    nodes: [read({ subscriptionInitialPosition: 'Latest' }), end],
    edges: ['read.out>end.in'],
  },
  {
    name: 'Shared before a step by key',
    found: 'warning order SLUICE-ORDER-SHARED',
    says: /keeps no order by key, but "count" .* works by key/,
    cluster: { answers: withOrders() },
    nodes: [read({ consumerType: 'Shared' }), { id: 'count', operator: 'stateful-map', config: {} }, end],
    edges: ['read.out>count.in', 'count.out>end.in'],
  },
  {
    name: 'dead letters that nobody keeps',
    found: 'warning dead-letters SLUICE-DEAD-LETTERS-LOST',
    says: /orders-audit-DLQ has no subscription, and its namespace has no retention/,
    cluster: { answers: withOrders() },
    nodes: [read({ deadLetterPolicy: {} }), end],
    edges: ['read.out>end.in'],
    place: { node: 'read', field: ['consumer', 'deadLetterPolicy'] },
  },
  {
    name: 'loop over one topic',
    found: 'warning loops SLUICE-TOPIC-LOOP',
    says: /comes back to it \(persistent:\/\/public\/default\/orders → persistent:\/\/public\/default\/orders\)/,
    cluster: { answers: withOrders() },
    nodes: [read(), write('orders')],
    edges: ['read.out>write.in'],
    place: { node: 'write', field: ['topic'] },
  },
]
