import { type Counted, count } from './counting.ts'

/** State in memory only. */
export function run(messages: number): Promise<Counted> {
  return count(messages, null)
}
