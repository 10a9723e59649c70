import type { PulsarConnection } from '../../../shared/graph/schema.ts'
import type { FieldPath } from '../form/form-target.ts'

type Auth = NonNullable<PulsarConnection['auth']>

/** What each way to say who we are cannot do without, empty at first. */
const empty: Readonly<Record<Auth['type'], Auth>> = {
  none: { type: 'none' },
  token: { type: 'token' },
  basic: { type: 'basic', username: '', password: '' },
  oauth2: { type: 'oauth2', issuerUrl: '', clientId: '', clientSecret: '' },
}

/** A connection with one part changed; undefined leaves it out. Another way to say who we are begins empty, and no way at all leaves no trace. */
export function withPart(connection: PulsarConnection, [key, part]: FieldPath, value: unknown): PulsarConnection {
  if (key === 'auth') return { ...connection, auth: authWith(connection.auth ?? empty.none, String(part), value) }
  if (key === 'tls') return { ...connection, tls: withValue(connection.tls ?? {}, String(part), value) }
  return { ...connection, [String(key)]: value ?? (key === 'serviceUrl' ? '' : undefined) }
}

function authWith(auth: Auth, part: string, value: unknown): Auth | undefined {
  if (part !== 'type') return { ...auth, [part]: value ?? (part in empty[auth.type] ? '' : undefined) }
  const type = (value ?? 'none') as Auth['type']
  return type === 'none' ? undefined : empty[type]
}

/** Undefined when nothing is left. */
function withValue<Whole extends object>(whole: Whole, part: string, value: unknown): Whole | undefined {
  const next = { ...whole, [part]: value }
  return Object.values(next).every((each) => each === undefined) ? undefined : next
}
