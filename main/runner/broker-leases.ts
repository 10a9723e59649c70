import { type ParameterValues, resolveDocument } from '../../shared/graph/parameters.ts'
import { type Connection, connectionSchema, documentSchema } from '../../shared/graph/schema.ts'
import { fail } from '../../shared/ipc/failure.ts'
import { describeIssues } from '../../shared/ipc/issues.ts'
import type { Broker, BrokerLease } from '../engine/ports.ts'

/** The brokers of one process, shared by everything in it that uses the same connection. */
export interface BrokerLeases {
  /** Opens the broker on its first lease. A lease may be released more than once; only the first counts. */
  lease(connection: Connection): Promise<BrokerLease>
  /** Closes every broker, leased or not. */
  close(): Promise<void>
}

interface SharedBroker {
  readonly broker: Promise<Broker>
  holders: number
}

/**
 * `open` is called once for all holders of a connection. The broker is closed with its last lease, except the embedded one:
 * that stays until `close`, because in memory it *is* the data.
 */
export function createBrokerLeases(open: (connection: Connection) => Promise<Broker>): BrokerLeases {
  const shared = new Map<string, SharedBroker>()

  function share(key: string, connection: Connection): SharedBroker {
    const known = shared.get(key)
    if (known !== undefined) return known
    const opened = { broker: open(connection), holders: 0 }
    shared.set(key, opened)
    opened.broker.catch(() => shared.delete(key))
    return opened
  }

  async function giveBack(key: string, entry: SharedBroker): Promise<void> {
    entry.holders -= 1
    if (entry.holders > 0 || key === embeddedKey || shared.get(key) !== entry) return
    shared.delete(key)
    await (await entry.broker).close()
  }

  return {
    lease: async (connection) => {
      const key = connectionKey(connection)
      const entry = share(key, connection)
      entry.holders += 1
      let held = true
      const release = async () => {
        if (!held) return
        held = false
        await giveBack(key, entry)
      }
      return { broker: await entry.broker, release }
    },
    close: async () => {
      const entries = [...shared.values()]
      shared.clear()
      await Promise.allSettled(entries.map(async ({ broker }) => (await broker).close()))
    },
  }
}

const embeddedKey = 'embedded'

/** The same text for connections that reach the same broker in the same way, whatever the order of their fields. */
function connectionKey(connection: Connection): string {
  if (connection.type === 'embedded') return embeddedKey
  return JSON.stringify(connection, (_key, value) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  )
}

/** A connection that came over a border: parsed, and its `${…}` filled. Throws a FailureError. */
export function readConnection(value: unknown, values: Pick<ParameterValues, 'environment' | 'secrets'>): Connection {
  const parsed = connectionSchema.safeParse(value)
  if (!parsed.success) {
    throw fail('SLUICE-BAD-PARAMS', `This is not a connection: ${describeIssues(parsed.error)}.`)
  }
  const around = documentSchema.parse({ format: 'sluice/1', id: 'c', name: 'c', connections: { it: parsed.data } })
  const resolved = resolveDocument(around, values)
  if (resolved.document) return resolved.document.connections.it!
  const [problem] = resolved.diagnostics
  throw fail(problem!.code, problem!.message)
}
