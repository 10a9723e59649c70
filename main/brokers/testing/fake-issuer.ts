import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

/** An issuer of access tokens on loopback. */
export interface FakeIssuer {
  readonly url: string
  /** Forms of the token requests so far. */
  readonly asked: readonly Readonly<Record<string, string>>[]
  /** How token requests are answered from now on; at first with `token-1`, `token-2`, … for an hour each. */
  answer(handler: (form: Readonly<Record<string, string>>) => { status: number; body: unknown }): void
  /** What stands at `/.well-known/openid-configuration` from now on. */
  discovery(status: number, body: string): void
  close(): Promise<void>
}

export async function startFakeIssuer(): Promise<FakeIssuer> {
  const asked: Record<string, string>[] = []
  let handler: Parameters<FakeIssuer['answer']>[0] = () => {
    return { status: 200, body: { access_token: `token-${asked.length}`, token_type: 'Bearer', expires_in: 3600 } }
  }
  let discovery = { status: 200, body: '' }
  async function reply(request: IncomingMessage): Promise<{ status: number; body: unknown }> {
    let text = ''
    for await (const chunk of request) text += chunk
    if (request.url?.endsWith('/.well-known/openid-configuration')) return discovery
    const form = Object.fromEntries(new URLSearchParams(text))
    asked.push({ ...form, path: request.url ?? '' })
    return handler(form)
  }
  const server = createServer((request, response) => {
    void reply(request).then(({ status, body }) => {
      response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  discovery.body = JSON.stringify({ token_endpoint: `${url}/token` })
  return {
    url,
    asked,
    answer: (next) => {
      handler = next
    },
    discovery: (status, body) => {
      discovery = { status, body }
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
