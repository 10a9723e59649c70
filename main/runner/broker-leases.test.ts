import { describe, expect, it, vi } from 'vitest'
import { type Connection, connectionSchema } from '../../shared/graph/schema.ts'
import { fail } from '../../shared/ipc/failure.ts'
import type { Broker } from '../engine/ports.ts'
import { createBrokerLeases, readConnection } from './broker-leases.ts'

const pulsar = (rest: object = {}) =>
  connectionSchema.parse({ type: 'pulsar', serviceUrl: 'pulsar://a:6650', ...rest }) as Connection
const embedded = connectionSchema.parse({ type: 'embedded' })

function setUp() {
  const opened: { connection: Connection; close: ReturnType<typeof vi.fn> }[] = []
  const leases = createBrokerLeases(async (connection) => {
    const close = vi.fn(async () => {})
    opened.push({ connection, close })
    return { close } as unknown as Broker
  })
  return { leases, opened }
}

describe('Broker leases', () => {
  it('open a broker once for all who use the same connection, also at the same time', async () => {
    const { leases, opened } = setUp()
    const [a, b] = await Promise.all([
      leases.lease(pulsar({ auth: { type: 'token', token: 't' }, webServiceUrl: 'http://a:8080' })),
      leases.lease(pulsar({ webServiceUrl: 'http://a:8080', auth: { token: 't', type: 'token' } })),
    ])
    expect(a.broker).toBe(b.broker)
    expect(opened).toHaveLength(1)
  })

  it('keep connections apart that differ in anything', async () => {
    const { leases, opened } = setUp()
    await leases.lease(pulsar())
    await leases.lease(pulsar({ auth: { type: 'token', token: 't' } }))
    expect(opened).toHaveLength(2)
  })

  it('close a broker with its last lease, once, and open it anew afterwards', async () => {
    const { leases, opened } = setUp()
    const [a, b] = await Promise.all([leases.lease(pulsar()), leases.lease(pulsar())])
    await a.release()
    await a.release()
    expect(opened[0]!.close).not.toHaveBeenCalled()
    await b.release()
    expect(opened[0]!.close).toHaveBeenCalledTimes(1)
    await leases.lease(pulsar())
    expect(opened).toHaveLength(2)
  })

  it('keep the embedded broker until all is closed', async () => {
    const { leases, opened } = setUp()
    await (await leases.lease(embedded)).release()
    await leases.lease(embedded)
    expect(opened).toHaveLength(1)
    await leases.close()
    expect(opened[0]!.close).toHaveBeenCalledTimes(1)
  })

  it('try again after a broker could not be opened', async () => {
    const open = vi
      .fn<() => Promise<Broker>>()
      .mockRejectedValueOnce(fail('SLUICE-BROKER-AWAY', 'Not there.'))
      .mockResolvedValue({ close: async () => {} } as Broker)
    const leases = createBrokerLeases(open)
    await expect(leases.lease(pulsar())).rejects.toMatchObject({ failure: { code: 'SLUICE-BROKER-AWAY' } })
    await leases.lease(pulsar())
    expect(open).toHaveBeenCalledTimes(2)
  })
})

describe('A connection from over the border', () => {
  it('has its placeholders filled from the environment and the secrets', () => {
    const read = readConnection(pulsar({ serviceUrl: `\${URL}`, auth: { type: 'token', token: `\${secret:TOKEN}` } }), {
      environment: { URL: 'pulsar://b:6650' },
      secrets: { TOKEN: 'hush' },
    })
    expect(read).toMatchObject({ serviceUrl: 'pulsar://b:6650', auth: { token: 'hush' } })
  })

  it('is refused with the reason when a value is missing or it is none', () => {
    expect(() => readConnection(pulsar({ serviceUrl: `\${URL}` }), {})).toThrow(/URL/)
    expect(() => readConnection({ type: 'pulsar' }, {})).toThrow(/serviceUrl/)
  })
})
