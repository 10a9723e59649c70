import { type AddressInfo, createServer, type Server } from 'node:net'

/**
 * `count` different loopback ports that nobody listens on right now. They are not reserved: whoever binds them should
 * be ready to ask again when another process was faster.
 */
export async function freePorts(count: number): Promise<number[]> {
  const servers: Server[] = []
  for (let i = 0; i < count; i += 1) servers.push(await listenAnywhere())
  const ports = servers.map((server) => (server.address() as AddressInfo).port)
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
  return ports
}

function listenAnywhere(): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => resolve(server))
  })
}
