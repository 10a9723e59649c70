// A stand-in for a test process that dies: starts a broker with token authentication, says what it started in one line
// of JSON, and then waits to be killed.
import { startRealPulsar } from './real-pulsar.ts'

const { pid, webServiceUrl, tokens } = await startRealPulsar({ auth: 'token' })
console.log(JSON.stringify({ pid, webServiceUrl, admin: tokens?.admin, nobody: tokens?.nobody }))
setInterval(() => {}, 60_000)
