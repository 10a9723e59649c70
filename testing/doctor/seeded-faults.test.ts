import { afterAll, describe, expect, it } from 'vitest'
import type { DoctorResult } from '../../shared/run/doctor.ts'
import { freePorts } from '../free-ports.ts'
import { startFakeCluster } from './fake-cluster.ts'
import { faults } from './faults.ts'
import { complaints, drawing, look, tableText } from './look.ts'
import { attached, later, read, readAndEnd, seeded, withOrders, write } from './scene.ts'

const rows: (readonly [string, DoctorResult])[] = []
afterAll(() => console.info(tableText(rows)))

describe('the doctor, with a fault that was put in', () => {
  it.each(faults)('names it: $name', async ({ name, found, says, place, ...fault }) => {
    const results = await look(await seeded(fault))
    expect(complaints(results)).toEqual([found])
    const culprit = results.find(({ state }) => state === 'failed' || state === 'warning')!
    expect(culprit.sentence).toMatch(says)
    if (culprit.id !== 'address' && culprit.id !== 'credentials') expect(culprit.fix).not.toBeNull()
    if (place) expect(culprit.place).toMatchObject(place)
    expect(JSON.stringify(results)).not.toContain('wrong-and-secret')
    rows.push([name, culprit])
  })

  it('says that credentials are sent to a broker that does not look at them', async () => {
    const auth = { type: 'token', token: 'x.y.z' } as const
    const results = await look(await seeded({ connection: () => ({ auth }) }))
    expect(results.find(({ id }) => id === 'authentication')).toMatchObject({
      state: 'note',
      code: 'SLUICE-AUTHENTICATION-OFF',
    })
  })

  it('says that a token has ended, by its own date', async () => {
    const payload = Buffer.from(JSON.stringify({ sub: 'me', exp: 1_700_000_000 })).toString('base64url')
    const auth = { type: 'token', token: `e30.${payload}.x` } as const
    const results = await look(await seeded({ connection: () => ({ auth }) }))
    const credentials = results.find(({ id }) => id === 'credentials')
    expect(credentials?.sentence).toBe('The token ended on 2023-11-14T22:13:20.000Z, by the clock of this machine.')
  })

  it('says how much waits, and who shares it', async () => {
    const answers = withOrders({ audit: attached('Key_Shared', 2, 250_000) })
    const found = (await look(await seeded({ cluster: { answers }, ...readAndEnd }))).filter(
      ({ id }) => id === 'subscription',
    )
    expect(found.map(({ state, code }) => `${state} ${code}`)).toEqual([
      'note SLUICE-SUBSCRIPTION-SHARED',
      'note SLUICE-BACKLOG-LARGE',
    ])
    expect(found[1]!.sentence).toContain('250,000 messages wait')
  })

  it('finds a loop over two topics and two chains of steps', async () => {
    const back = { ...read({}, ['answers']), id: 'back' }
    const document = await seeded({
      nodes: [read(), write('answers'), back, write('orders', 'again')],
      edges: ['read.out>write.in', 'back.out>again.in'],
    })
    const found = (await look(document)).filter(({ code }) => code === 'SLUICE-TOPIC-LOOP')
    expect(found.map(({ place }) => place.node)).toEqual(['write', 'again'])
  })
})

describe('the doctor, where all is well', () => {
  it('complains of nothing, leaves nothing out, and asks for nothing that would make anything', async () => {
    const cluster = await startFakeCluster({
      token: 'right',
      answers: withOrders({ audit: attached('Key_Shared', 0) }),
    })
    later(cluster.close)
    const auth = { type: 'token', token: 'right' } as const
    const document = drawing({ ...cluster, transport: 'websocket', auth }, readAndEnd.nodes, readAndEnd.edges)
    const results = await look(document)
    expect(results.filter(({ state }) => state !== 'ok')).toEqual([])
    const ids = ['address', 'credentials', 'service-port', 'service', 'web-port', 'pulsar', 'authentication', 'version']
    const further = ['advertised-address', 'web-socket', 'native-client', 'topic', 'permission', 'subscription']
    expect(results.map(({ id }) => id)).toEqual([...ids, ...further])
    expect(cluster.paths.filter((path) => path.startsWith('/ws/')).every((path) => path.endsWith('doctor'))).toBe(true)
  })

  it('says of each look that has no ground which one is at the bottom of it', async () => {
    const [port = 0] = await freePorts(1)
    const results = await look(
      await seeded({ connection: () => ({ webServiceUrl: `http://127.0.0.1:${port}` }), ...readAndEnd }),
    )
    const untried = results.filter(({ state }) => state === 'not-tried').map(({ id, sentence }) => `${id}: ${sentence}`)
    expect(untried).toContain('topic: Not tried: a TCP connection to the web address comes first, and is not in order.')
    expect(untried).toHaveLength(8)
  })
})
