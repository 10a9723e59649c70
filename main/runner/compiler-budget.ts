import { setFlagsFromString } from 'node:v8'

/**
 * Lets the compiler draw more functions together than it does by default. A message passes through many small ones (stage,
 * operator, outlet, wire, the next stage), and the default budget ends in the middle of such a chain. `npm run bench` runs
 * every candidate under the same budget; what it brings stands in docs/decisions. Works at any time before the code is hot.
 */
export function widenInlining(): void {
  setFlagsFromString('--max-inlined-bytecode-size-cumulative=3000')
  setFlagsFromString('--max-inlined-bytecode-size=1500')
}
