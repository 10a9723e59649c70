/** Where the host says what it does; whoever runs it decides how that looks. */
export type HostLog = (level: 'info' | 'warn' | 'error', message: string) => void
