import * as z from 'zod'
import { field } from '../../../shared/operators/field.ts'
import { fieldsOf } from '../form/form-model.ts'

/*
 * The forms of the pipeline itself: the same kind of fields as an operator's, so that they look and behave alike.
 */

export const settingsForm = z.strictObject({
  delivery: z
    .enum(['at-least-once', 'at-most-once'])
    .default('at-least-once')
    .register(field, {
      title: 'Delivery',
      description: 'At least once: a message is acknowledged when everything made from it is accounted for.',
      optionTitles: { 'at-least-once': 'At least once', 'at-most-once': 'At most once' },
    }),
  unhandledErrors: z
    .enum(['stop', 'dead-letter', 'redeliver', 'drop'])
    .default('stop')
    .register(field, {
      title: 'Errors without a wire',
      description: 'What happens to a failed message where the errors port leads nowhere; a step may say otherwise.',
      optionTitles: { stop: 'Stop', 'dead-letter': 'Dead letter', redeliver: 'Deliver again', drop: 'Drop' },
    }),
  deadLetter: z
    .strictObject({
      topic: z.string().optional().register(field, {
        title: 'Topic',
        description: 'Payloads go there byte for byte, with the reason as properties.',
        widget: 'topic',
        placeholder: 'orders-dead-letter',
      }),
      connection: z.string().optional().register(field, {
        title: 'Connection',
        description: 'Which broker.',
        widget: 'connection',
      }),
    })
    .optional()
    .register(field, { title: 'Dead letters', description: '' }),
  maxInFlight: z.number().int().min(1).max(100_000).default(10_000).register(field, {
    title: 'In flight',
    description: 'Source messages that are read and not yet acknowledged, at most.',
    unit: 'messages',
    advanced: true,
  }),
  maxInFlightBytes: z
    .number()
    .int()
    .min(1)
    .default(64 * 1024 * 1024)
    .register(field, {
      title: 'In flight',
      description: 'Their payloads together, at most.',
      unit: 'bytes',
      advanced: true,
    }),
  drainTimeoutMs: z.number().int().min(0).default(20_000).register(field, {
    title: 'Drain',
    description: 'How long a drain may take before it gives up; what is in flight then comes again.',
    unit: 'ms',
    advanced: true,
  }),
})

export const pulsarForm = z.strictObject({
  serviceUrl: z.string().min(1).register(field, {
    title: 'Service URL',
    description: 'Where the brokers are.',
    placeholder: 'pulsar://localhost:6650',
  }),
  webServiceUrl: z.string().optional().register(field, {
    title: 'Web service URL',
    description: 'For topics and statistics. Empty: the same host, port 8080.',
    placeholder: 'http://localhost:8080',
  }),
  auth: z
    .strictObject({
      type: z
        .enum(['none', 'token', 'basic', 'oauth2'])
        .default('none')
        .register(field, {
          title: 'Signs in by',
          description: 'How the broker knows who we are.',
          optionTitles: { none: 'Nothing', token: 'Token', basic: 'Password', oauth2: 'OAuth 2' },
        }),
      token: secret('Token', '${secret:PULSAR_TOKEN}', 'token'),
      tokenFile: z
        .string()
        .optional()
        .register(field, {
          title: 'Token file',
          description: 'Instead of the token: a file that holds it, read again at each connect.',
          placeholder: '/run/secrets/pulsar-token',
          when: { field: 'type', is: ['token'] },
        }),
      username: z
        .string()
        .optional()
        .register(field, {
          title: 'User',
          description: '',
          when: { field: 'type', is: ['basic'] },
        }),
      password: secret('Password', '${secret:PULSAR_PASSWORD}', 'basic'),
      issuerUrl: z
        .string()
        .optional()
        .register(field, {
          title: 'Issuer',
          description: 'The server that gives out tokens.',
          placeholder: 'https://accounts.example.com',
          when: { field: 'type', is: ['oauth2'] },
        }),
      clientId: z
        .string()
        .optional()
        .register(field, {
          title: 'Client id',
          description: '',
          when: { field: 'type', is: ['oauth2'] },
        }),
      clientSecret: secret('Client secret', '${secret:PULSAR_CLIENT_SECRET}', 'oauth2'),
      privateKeyFile: z
        .string()
        .optional()
        .register(field, {
          title: 'Key file',
          description: 'Instead of id and secret: the JSON file with both that Pulsar’s own clients take.',
          when: { field: 'type', is: ['oauth2'] },
        }),
      audience: z
        .string()
        .optional()
        .register(field, {
          title: 'Audience',
          description: 'Whom the token is for, where the issuer asks.',
          placeholder: 'urn:sn:pulsar:cluster',
          when: { field: 'type', is: ['oauth2'] },
        }),
      scope: z
        .string()
        .optional()
        .register(field, {
          title: 'Scope',
          description: 'What the token is to allow, where the issuer asks.',
          when: { field: 'type', is: ['oauth2'] },
        }),
    })
    .optional()
    .register(field, { title: 'Signing in', description: '' }),
  tls: z
    .strictObject({
      caFile: z.string().optional().register(field, {
        title: 'Authorities',
        description: 'A PEM file of whom to trust, instead of those that this machine trusts.',
        placeholder: '/etc/pulsar/ca.pem',
      }),
      certificateFile: z.string().optional().register(field, {
        title: 'Own certificate',
        description: 'Where the broker asks for one; always with its key.',
        placeholder: '/etc/pulsar/client.pem',
      }),
      keyFile: z.string().optional().register(field, {
        title: 'Its key',
        description: '',
        placeholder: '/etc/pulsar/client-key.pem',
      }),
      verifyHostname: z.boolean().default(true).register(field, {
        title: 'Check the host name',
        description: 'Off: the certificate may be of another host.',
      }),
      allowInsecure: z.boolean().default(false).register(field, {
        title: 'Take any certificate',
        description: 'For trials only: whoever answers could be anybody.',
      }),
    })
    .optional()
    .register(field, {
      title: 'Encryption',
      description: 'For pulsar+ssl://, https:// and wss://.',
      advanced: true,
    }),
  transport: z
    .enum(['auto', 'native', 'websocket'])
    .default('auto')
    .register(field, {
      title: 'Transport',
      description: 'How messages travel. Auto takes the fastest that is there.',
      optionTitles: { auto: 'Auto', native: 'Native', websocket: 'WebSocket' },
      advanced: true,
    }),
})

/** A field that holds the name of a secret, never the secret. */
function secret(title: string, placeholder: string, type: string) {
  const description = 'The name of a secret, never the secret itself: files are copied and shared.'
  return z
    .string()
    .optional()
    .register(field, { title, description, placeholder, when: { field: 'type', is: [type] } })
}

export const settingsFields = fieldsOf(settingsForm)
export const pulsarFields = fieldsOf(pulsarForm)
