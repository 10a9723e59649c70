import process from 'node:process'

/** Milliseconds that a piece of work keeps this thread busy; what else the machine does meanwhile does not count. */
export function cpuTimeOf(work: () => void): number {
  const before = process.threadCpuUsage()
  work()
  const { user, system } = process.threadCpuUsage(before)
  return (user + system) / 1_000
}
