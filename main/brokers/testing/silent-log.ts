import type { Logger } from '../../engine/ports.ts'

/** For tests that do not look at what is logged. */
export const silentLog: Logger = { info: () => {}, warn: () => {}, error: () => {} }
