import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import WebSocket from 'ws'
import { installRealPulsar } from './install.mjs'
import { type RealPulsar, startRealPulsar } from './real-pulsar.ts'

const installed = await installRealPulsar()
if (!installed.ok) console.warn(`No real Pulsar, its tests are skipped: ${installed.reason}`)

describe.skipIf(!installed.ok)('a real Pulsar', { timeout: 40_000 }, () => {
  let pulsar: RealPulsar

  beforeAll(async () => {
    pulsar = await startRealPulsar()
  }, 60_000)

  afterAll(() => pulsar?.stop(), 30_000)

  it('is healthy once started and carries a message over its WebSocket API', async () => {
    expect(await admin(pulsar.webServiceUrl, 'brokers/health')).toEqual({ status: 200, body: 'ok' })
    await send(pulsar.webServiceUrl, 'first', 'hello')
    expect(await readFirst(pulsar.webServiceUrl, 'first')).toBe('hello')
  })

  it('leaves no process when killed, and its data and addresses to the restart', async () => {
    await send(pulsar.webServiceUrl, 'kept', 'still here')
    const before = { pid: pulsar.pid, url: pulsar.webServiceUrl }
    await pulsar.kill()
    expect(isAlive(before.pid)).toBe(false)

    await pulsar.restart()
    expect(pulsar.pid).not.toBe(before.pid)
    expect(pulsar.webServiceUrl).toBe(before.url)
    expect(await readFirst(pulsar.webServiceUrl, 'kept')).toBe('still here')
  })

  it('leaves neither process nor folder when stopped, and keeps its log', async () => {
    const folder = /\S+sluice-pulsar-\w+/.exec(pulsar.log())?.[0] ?? 'its folder is not in the log'
    expect(existsSync(folder)).toBe(true)
    await pulsar.stop()
    expect(isAlive(pulsar.pid)).toBe(false)
    expect(existsSync(folder)).toBe(false)
    expect(pulsar.log()).toContain(folder)
  })

  it('says why when it cannot start', async () => {
    const taken = { broker: 1, web: 1, brokerTls: 1, webTls: 1, bookkeeper: 1, zookeeper: 1 }
    const start = startRealPulsar({ ports: taken, startLimitMs: 1 })
    await expect(start).rejects.toThrow(/Pulsar did not start: not healthy after 0\.001 s .* The end of its log:/)
  })
})

describe.skipIf(!installed.ok)('a real Pulsar with token authentication', { timeout: 40_000 }, () => {
  let holder: ChildProcess
  let held: { pid: number; webServiceUrl: string; admin: string; nobody: string }

  beforeAll(async () => {
    const program = fileURLToPath(new URL('hold-broker.ts', import.meta.url))
    holder = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'inherit'] })
    const [line] = await once(holder.stdout as NodeJS.ReadableStream, 'data')
    held = JSON.parse(String(line))
  }, 60_000)

  afterAll(() => {
    holder?.kill('SIGKILL')
  })

  it('serves the superuser, refuses a role without permission and a client without token', async () => {
    const path = 'namespaces/public/default'
    expect(await admin(held.webServiceUrl, path, held.admin)).toMatchObject({ status: 200 })
    expect(await admin(held.webServiceUrl, path, held.nobody)).toMatchObject({ status: 403 })
    expect(await admin(held.webServiceUrl, path)).toMatchObject({ status: 401 })
    await send(held.webServiceUrl, 'secured', 'hello', held.admin)
    await expect(send(held.webServiceUrl, 'secured', 'hello', held.nobody)).rejects.toThrow('403')
  })

  it('does not outlive the process that started it, even one that is killed', async () => {
    expect(isAlive(held.pid)).toBe(true)
    holder.kill('SIGKILL')
    for (let i = 0; i < 50 && isAlive(held.pid); i += 1) await sleep(100)
    expect(isAlive(held.pid)).toBe(false)
  })
})

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

async function admin(webServiceUrl: string, path: string, token?: string): Promise<{ status: number; body: string }> {
  const headers: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {}
  const response = await fetch(`${webServiceUrl}/admin/v2/${path}`, { headers })
  return { status: response.status, body: await response.text() }
}

async function open(webServiceUrl: string, path: string, token?: string): Promise<WebSocket> {
  const headers: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {}
  const url = `${webServiceUrl.replace('http', 'ws')}/ws/v2/${path}`
  const socket = new WebSocket(url, { perMessageDeflate: false, headers })
  await once(socket, 'open')
  return socket
}

async function send(webServiceUrl: string, topic: string, text: string, token?: string): Promise<void> {
  const socket = await open(webServiceUrl, `producer/persistent/public/default/${topic}`, token)
  socket.send(JSON.stringify({ payload: Buffer.from(text).toString('base64') }))
  const [answer] = await once(socket, 'message', { signal: AbortSignal.timeout(10_000) })
  socket.close()
  expect(JSON.parse(String(answer))).toMatchObject({ result: 'ok' })
}

async function readFirst(webServiceUrl: string, topic: string): Promise<string> {
  const socket = await open(webServiceUrl, `reader/persistent/public/default/${topic}?messageId=earliest`)
  const [frame] = await once(socket, 'message', { signal: AbortSignal.timeout(10_000) })
  socket.close()
  return Buffer.from(JSON.parse(String(frame)).payload, 'base64').toString()
}
