/** What the process of a run ends with. 2 and 4 are for runs that never began. */
export const exitCodes = { done: 0, failed: 1, badUsage: 2, drainTimedOut: 3, notTrusted: 4 } as const
