import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { type IncomingHttpHeaders, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { connect } from '../../shared/ipc/channel.ts'
import { engineContract } from '../../shared/ipc/engine-contract.ts'
import { type WebSocketLike, webSocketTransport } from '../../shared/ipc/web-socket-transport.ts'
import { workspaceContract } from '../../shared/ipc/workspace-contract.ts'
import { fakeEngines } from '../host/testing/fake-engines.ts'
import { socketLimits } from './page-sockets.ts'
import { type Served, startServe } from './start-serve.ts'

let folder: string
let served: Served
let port: string
let token: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-serve-'))
  await mkdir(join(folder, 'page'))
  await writeFile(join(folder, 'page', 'index.html'), '<title>Sluice</title>')
  await writeFile(join(folder, 'secret.txt'), 'secret')
  served = await startServe({
    workspace: folder,
    rendererDirectory: join(folder, 'page'),
    launcher: fakeEngines().launcher,
  })
  const url = new URL(served.url)
  port = url.port
  token = url.searchParams.get('token')!
})
afterEach(async () => {
  await served.close()
  await rm(folder, { recursive: true })
})

interface Answer {
  status: number
  headers: IncomingHttpHeaders
  body: string
}

/** A bare request: `fetch` would tidy up paths and refuse to forge a Host. */
function get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path, headers }, (response) => {
      const answer = (body: string) => ({ status: response.statusCode!, headers: response.headers, body })
      text(response).then((body) => resolve(answer(body)), reject)
    })
      .on('error', reject)
      .end()
  })
}

async function getCookie(): Promise<string> {
  return (await get(`/?token=${token}`)).headers['set-cookie']![0]!.split(';')[0]!
}

/** Resolves with the open socket, or with the status of the refusal. */
function dial(path: string, headers: Record<string, string> = {}): Promise<WebSocket | number> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers })
  return new Promise((resolve) => {
    socket.on('open', () => resolve(socket))
    socket.on('error', () => {})
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode!))
  })
}

describe('The server', () => {
  it('exchanges the token of its address for a cookie that only the browser reads, and then shows the page', async () => {
    const first = await get(`/?token=${token}`)
    expect(first.status).toBe(303)
    expect(first.headers.location).toBe('/')
    expect(first.headers['set-cookie']![0]).toMatch(/; HttpOnly; SameSite=Strict; Path=\/$/)
    expect(first.headers['set-cookie']![0]).not.toContain(token)
    const page = await get('/', { cookie: await getCookie() })
    expect(page).toMatchObject({ status: 200, body: '<title>Sluice</title>' })
    expect(page.headers['content-security-policy']).toContain("default-src 'none'")
    expect(page.headers['x-content-type-options']).toBe('nosniff')
  })

  it('listens on loopback only', () => {
    expect(new URL(served.url).hostname).toBe('127.0.0.1')
  })

  it.each(['/', '/index.html', '/?token=', '/?token=wrong', '/index.html?token=wrong'])(
    'shows nothing at %s without the token',
    async (path) => {
      const answer = await get(path)
      expect(answer.status).toBe(401)
      expect(answer.body).not.toContain('<title>')
    },
  )

  it.each<Record<string, string>>([
    { host: 'evil.example' },
    { host: 'localhost:1' },
    { origin: 'http://evil.example' },
    { origin: 'null' },
  ])('refuses a request that comes with %j, token or not', async (headers) => {
    const answer = await get(`/?token=${token}`, headers)
    expect(answer.status).toBe(403)
    expect(answer.headers['set-cookie']).toBeUndefined()
  })

  it.each(['/../secret.txt', '/%2e%2e/secret.txt', '/..%2fsecret.txt', '/page/../../secret.txt', '/nothing.js'])(
    'does not serve %s',
    async (path) => {
      const answer = await get(path, { cookie: await getCookie() })
      expect(answer.status).toBe(404)
      expect(answer.body).not.toContain('secret')
    },
  )

  it('serves files and engine to a page that connects with its cookie', async () => {
    const socket = await dial('/socket', { cookie: await getCookie(), origin: `http://127.0.0.1:${port}` })
    const transport = webSocketTransport(socket as WebSocket as WebSocketLike)
    expect(await connect(workspaceContract, transport).call('info', {})).toMatchObject({ home: 'browser' })
    expect(await connect(engineContract, transport).call('runs', {})).toHaveLength(1)
  })

  it('accepts the token on the socket, in the address or as a bearer', async () => {
    expect(await dial(`/socket?token=${token}`)).toBeInstanceOf(WebSocket)
    expect(await dial('/socket', { authorization: `Bearer ${token}` })).toBeInstanceOf(WebSocket)
  })

  it('refuses sockets without the token, from other pages, for other hosts, and elsewhere', async () => {
    const cookie = await getCookie()
    expect(await dial('/socket')).toBe(401)
    expect(await dial('/socket?token=wrong')).toBe(401)
    expect(await dial('/socket', { cookie, origin: 'http://evil.example' })).toBe(403)
    expect(await dial('/socket', { cookie, origin: `http://localhost:${port}` })).toBe(403)
    expect(await dial('/socket', { cookie, host: `evil.example:${port}` })).toBe(403)
    expect(await dial('/other', { cookie })).toBe(404)
  })

  it('closes a socket whose frame is too large', async () => {
    const socket = (await dial(`/socket?token=${token}`)) as WebSocket
    socket.send('x'.repeat(socketLimits.frameBytes + 1))
    const [code] = await once(socket, 'close')
    expect(code).toBe(1009)
  })

  it('refuses more pages than it is made for', async () => {
    const dials = Array.from({ length: socketLimits.clients }, () => dial(`/socket?token=${token}`))
    await Promise.all(dials)
    expect(await dial(`/socket?token=${token}`)).toBe(503)
  })

  it('says so when its port is taken', async () => {
    const again = startServe({ workspace: folder, rendererDirectory: folder, port: Number(port) })
    await expect(again).rejects.toMatchObject({ failure: { code: 'SLUICE-PORT-UNUSABLE' } })
  })

  it('says what to do when the page is not built', async () => {
    const bare = await startServe({
      workspace: folder,
      rendererDirectory: join(folder, 'none'),
      launcher: fakeEngines().launcher,
    })
    const answer = await fetch(bare.url, {
      headers: { authorization: `Bearer ${new URL(bare.url).searchParams.get('token')}` },
    })
    expect(await answer.text()).toContain('npm run build')
    await bare.close()
  })
})
