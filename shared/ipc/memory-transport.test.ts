import { memoryTransports } from './memory-transport.ts'
import { transportContract } from './testing/transport-contract.ts'

transportContract('memory', () => {
  const [caller, server] = memoryTransports()
  return { caller, server, breakOff: () => server.close(), close: () => {} }
})
