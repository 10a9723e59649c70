import * as z from 'zod'

/**
 * The document: the one description of a pipeline. Loose objects, so that fields written by a newer version survive open
 * and save; unknown operators are legal here and reported by `check`.
 */

/** Node ids: what a wire, a log line and a Bytewax step id can carry. No `.`, which separates node from port. */
export const nodeIdPattern = /^[A-Za-z0-9_-]{1,64}$/

export const parameterSchema = z.looseObject({
  type: z.enum(['string', 'integer', 'number', 'boolean']).default('string'),
  default: z.union([z.string(), z.number(), z.boolean()]).optional(),
  description: z.string().default(''),
})

/** How Sluice says who it is. What is secret here is usually `${secret:NAME}`; `check` warns where it stands in the file. */
export const authSchema = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('none') }),
  z.looseObject({
    type: z.literal('token'),
    /** A JSON Web Token. Exactly one of this and `tokenFile`. */
    token: z.string().optional(),
    /** Read again at each connect, so that whoever renews the file need not restart anything. */
    tokenFile: z.string().optional(),
  }),
  z.looseObject({ type: z.literal('basic'), username: z.string(), password: z.string() }),
  /** Client credentials: id and secret, or the JSON file with both that Pulsar's own clients take. */
  z.looseObject({
    type: z.literal('oauth2'),
    /** Base of the issuer; `/.well-known/openid-configuration` below it says where tokens are given out. */
    issuerUrl: z.string(),
    clientId: z.string().optional(),
    clientSecret: z.string().optional(),
    privateKeyFile: z.string().optional(),
    audience: z.string().optional(),
    scope: z.string().optional(),
  }),
])

/** For `pulsar+ssl://`, `https://` and `wss://`. Files are PEM. */
export const tlsSchema = z.looseObject({
  /** Authorities to trust, instead of those of the machine. */
  caFile: z.string().optional(),
  /** What Sluice shows of itself where the broker asks for a certificate; always with its key. */
  certificateFile: z.string().optional(),
  keyFile: z.string().optional(),
  /** True: any certificate will do. For trials only. */
  allowInsecure: z.boolean().optional(),
  /** False: the certificate may be of another host. Absent counts as true. */
  verifyHostname: z.boolean().optional(),
})

export const embeddedConnectionSchema = z.looseObject({ type: z.literal('embedded') })

export const pulsarConnectionSchema = z.looseObject({
  type: z.literal('pulsar'),
  serviceUrl: z.string(),
  /** Base of the admin REST and WebSocket APIs; derived from the service URL's host and port 8080 when absent. */
  webServiceUrl: z.string().optional(),
  transport: z.enum(['auto', 'native', 'websocket']).default('auto'),
  auth: authSchema.optional(),
  tls: tlsSchema.optional(),
})

export const connectionSchema = z.discriminatedUnion('type', [embeddedConnectionSchema, pulsarConnectionSchema])

/** What happens to an error that nobody has wired. `redeliver` gives the message back to its source, so that it comes again. */
export const errorPolicySchema = z.enum(['stop', 'dead-letter', 'drop', 'redeliver'])

export const settingsSchema = z.looseObject({
  delivery: z.enum(['at-least-once', 'at-most-once']).default('at-least-once'),
  /** Source messages in flight, at most. */
  maxInFlight: z.number().int().min(1).max(100_000).default(10_000),
  /** Payload bytes in flight, at most. */
  maxInFlightBytes: z
    .number()
    .int()
    .min(1)
    .default(64 * 1024 * 1024),
  /** What happens to an error on an unwired `errors` port, unless the node's own `onError` says otherwise. */
  unhandledErrors: errorPolicySchema.default('stop'),
  /** Where `dead-letter` writes. */
  deadLetter: z.looseObject({ connection: z.string(), topic: z.string() }).optional(),
  /** Milliseconds a drain may take before it gives up. */
  drainTimeoutMs: z.number().int().min(0).default(20_000),
})

export const nodeSchema = z.looseObject({
  id: z.string(),
  operator: z.string(),
  name: z.string().optional(),
  /** Parsed by the operator's own schema, after parameters have been put in. */
  config: z.record(z.string(), z.unknown()).default({}),
  /** Overrides `settings.unhandledErrors` for this node. */
  onError: errorPolicySchema.optional(),
})

export const edgeSchema = z.looseObject({
  /** `node.port` */
  from: z.string(),
  /** `node.port` */
  to: z.string(),
})

export const positionSchema = z.looseObject({ x: z.number(), y: z.number() })

export const layoutSchema = z.looseObject({
  nodes: z.record(z.string(), positionSchema).default({}),
  groups: z.array(z.looseObject({ id: z.string() })).default([]),
  notes: z.array(z.looseObject({ id: z.string() })).default([]),
})

/**
 * A part of a drawing saved under a name, used by `pipeline` nodes. Its own nodes and edges know nothing of what is around it:
 * `inputs` and `outputs` name its ports and say which inner `node.port` each one is.
 */
export const subflowSchema = z.looseObject({
  name: z.string().default(''),
  description: z.string().default(''),
  /** Filled by the using node; `${NAME}` inside the subflow. */
  parameters: z.record(z.string(), parameterSchema).default({}),
  inputs: z.record(z.string(), z.string()).default({}),
  outputs: z.record(z.string(), z.string()).default({}),
  nodes: z.array(nodeSchema).default([]),
  edges: z.array(edgeSchema).default([]),
  layout: layoutSchema.prefault({}),
})

export const documentSchema = z.looseObject({
  format: z.literal('sluice/1'),
  id: z.string(),
  name: z.string(),
  description: z.string().default(''),
  parameters: z.record(z.string(), parameterSchema).default({}),
  connections: z.record(z.string(), connectionSchema).default({}),
  settings: settingsSchema.prefault({}),
  subflows: z.record(z.string(), subflowSchema).optional(),
  nodes: z.array(nodeSchema).default([]),
  edges: z.array(edgeSchema).default([]),
  layout: layoutSchema.prefault({}),
})

export type GraphDocument = z.infer<typeof documentSchema>
export type GraphNode = z.infer<typeof nodeSchema>
export type GraphEdge = z.infer<typeof edgeSchema>
export type Subflow = z.infer<typeof subflowSchema>
export type Connection = z.infer<typeof connectionSchema>
/** A connection to a real Pulsar. */
export type PulsarConnection = Extract<Connection, { type: 'pulsar' }>
export type Parameter = z.infer<typeof parameterSchema>
export type Settings = z.infer<typeof settingsSchema>
export type ErrorPolicy = z.infer<typeof errorPolicySchema>

/** One end of an edge, taken apart. */
export interface PortReference {
  readonly node: string
  readonly port: string
}

/** `read.out` → `{ node: 'read', port: 'out' }`; null when the text has no such form. */
export function parsePort(text: string): PortReference | null {
  const dot = text.indexOf('.')
  if (dot <= 0 || dot === text.length - 1 || text.indexOf('.', dot + 1) !== -1) return null
  return { node: text.slice(0, dot), port: text.slice(dot + 1) }
}

/** The identity of an edge: two wires between the same ports are one. */
export function edgeId(edge: Pick<GraphEdge, 'from' | 'to'>): string {
  return `${edge.from}>${edge.to}`
}
