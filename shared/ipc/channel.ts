/**
 * Typed calls and streams across a border. A contract says what may be asked; `serve` answers it, `connect` asks it,
 * `createRelay` passes it on. All of them work over any Transport, and several contracts share one.
 */
export { connect } from './connect.ts'
export { createRelay, type Relay } from './relay.ts'
export { serve } from './serve.ts'
