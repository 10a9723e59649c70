/** `npm run check`: every gate and every test that needs neither a browser nor a broker; what CI runs first. */

import { runGates } from './lib/gates.mjs'
import { ensurePackages, run } from './lib/setup.mjs'

await ensurePackages()
const gates = await runGates()
const unit = await run('vitest', ['run', '--project', 'unit'])
process.exit(gates.failed > 0 || unit !== 0 ? 1 : 0)
