import { createServer, type IncomingMessage, type Server } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { makeAuthority } from '../../testing/certificates/certificates.ts'
import { type HttpClient, openHttpClient } from './http-client.ts'

interface Place {
  readonly server: Server
  readonly url: string
  /** Every request so far. */
  readonly asked: string[]
  connections: number
  reply: { status: number; headers?: Record<string, string>; text?: string }
}

async function startPlace(): Promise<Place> {
  const server = createServer((request, response) => {
    void readBody(request).then((body) => {
      const { method, url, headers } = request
      place.asked.push(`${method} ${url} ${headers.authorization ?? '-'} ${body}`)
      response.writeHead(place.reply.status, place.reply.headers).end(place.reply.text)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const place: Place = { server, url, asked: [], connections: 0, reply: { status: 200, text: 'here' } }
  server.on('connection', () => {
    place.connections += 1
  })
  return place
}

async function readBody(request: IncomingMessage): Promise<string> {
  let body = ''
  for await (const chunk of request) body += chunk
  return body
}

let client: HttpClient
let first: Place
let owner: Place
beforeEach(async () => {
  client = openHttpClient({})
  first = await startPlace()
  owner = await startPlace()
})
afterEach(async () => {
  client.close()
  for (const { server } of [first, owner]) {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
})

const call = (rest: object = {}) => ({
  method: 'PUT',
  headers: { authorization: 'Bearer t' },
  body: '3',
  signal: AbortSignal.timeout(2_000),
  redirects: 2,
  ...rest,
})

it('takes any status for an answer', async () => {
  first.reply = { status: 500, text: 'broken' }
  expect(await client.ask(`${first.url}/a`, call())).toEqual({ status: 500, text: 'broken' })
  expect(first.asked).toEqual(['PUT /a Bearer t 3'])
})

it('repeats the whole call where it is redirected to, as topics are owned by other brokers', async () => {
  first.reply = { status: 307, headers: { location: `${owner.url}/b?authoritative=false` } }
  expect(await client.ask(`${first.url}/a`, call())).toEqual({ status: 200, text: 'here' })
  expect(owner.asked).toEqual(['PUT /b?authoritative=false Bearer t 3'])
})

it('follows no more redirects than it may', async () => {
  first.reply = { status: 307, headers: { location: '/again' } }
  expect((await client.ask(`${first.url}/a`, call())).status).toBe(307)
  expect(first.asked).toHaveLength(3)
})

it('takes nothing from an encrypted place to one that is not', async () => {
  const authority = makeAuthority()
  const moved = createSecureServer(authority.issue(), (_, response) => {
    response.writeHead(307, { location: `${first.url}/a` }).end()
  })
  await new Promise<void>((resolve) => moved.listen(0, '127.0.0.1', resolve))
  const trusting = openHttpClient({ ca: authority.ca })
  const asked = trusting.ask(`https://127.0.0.1:${(moved.address() as AddressInfo).port}/a`, call())
  await expect(asked).rejects.toThrow(/redirects to http:.* not encrypted/)
  expect(first.asked).toEqual([])
  trusting.close()
  await new Promise((resolve) => moved.close(resolve))
})

it('uses a connection again, and a new one when the server has ended it', async () => {
  await client.ask(first.url, call())
  await client.ask(first.url, call())
  expect(first.connections).toBe(1)
  first.server.closeAllConnections()
  expect((await client.ask(first.url, call())).text).toBe('here')
  expect(first.connections).toBe(2)
})

it('rejects when it is aborted, with the answer half there', async () => {
  const ending = new AbortController()
  first.server.removeAllListeners('request').on('request', (_, response) => response.write('half'))
  const asked = client.ask(first.url, call({ signal: ending.signal }))
  setTimeout(() => ending.abort(), 20)
  await expect(asked).rejects.toThrow(/abort/)
})
