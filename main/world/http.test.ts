import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { http } from './http.ts'

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer)
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const get = (url: string, rest: Partial<Parameters<typeof http.get>[0]> = {}) =>
  http.get({ url, headers: {}, timeoutMs: 2_000, maxBytes: 1_000, ...rest })

describe('a lookup over HTTP', () => {
  it('gives status, headers and body, and sends its headers', async () => {
    const url = await serve((request, response) => {
      response.writeHead(404, { 'x-who': String(request.headers.authorization) }).end('nobody')
    })
    const answer = await get(url, { headers: { authorization: 'Bearer t' } })
    expect(answer).toMatchObject({ status: 404, headers: { 'x-who': 'Bearer t' } })
    expect(new TextDecoder().decode(answer.body)).toBe('nobody')
  })

  it('follows a redirect on the same host, and none to another', async () => {
    const url = await serve((request, response) => {
      if (request.url === '/') response.writeHead(302, { location: '/there' }).end()
      else if (request.url === '/away') response.writeHead(302, { location: 'http://127.0.0.2:9/' }).end()
      else response.end('here')
    })
    expect(new TextDecoder().decode((await get(`${url}/`)).body)).toBe('here')
    await expect(get(`${url}/away`)).rejects.toMatchObject({
      failure: { code: 'SLUICE-HTTP-FAILED', message: expect.stringContaining('another host') },
    })
  })

  it('gives up after its time, and when the answer is too large', async () => {
    const slow = await serve(() => {})
    await expect(get(slow, { timeoutMs: 50 })).rejects.toMatchObject({
      failure: { message: expect.stringContaining('no answer within 50 ms') },
    })
    const large = await serve((_request, response) => response.end('x'.repeat(2_000)))
    await expect(get(large)).rejects.toMatchObject({
      failure: { message: expect.stringContaining('larger than 1000') },
    })
  })

  it('says why nothing came, without quoting the query', async () => {
    const gone = await get('http://127.0.0.1:1/path?token=hush').catch((thrown) => thrown.failure)
    expect(gone.code).toBe('SLUICE-HTTP-FAILED')
    expect(gone.message).toContain('http://127.0.0.1:1/path failed')
    expect(gone.message).not.toContain('hush')
  })

  it.each(['file:///etc/passwd', 'nonsense', 'ftp://127.0.0.1/'])('takes no other address: %s', async (url) => {
    await expect(get(url)).rejects.toMatchObject({ failure: { code: 'SLUICE-HTTP-FAILED' } })
  })
})
