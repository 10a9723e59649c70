import { fork } from 'node:child_process'
import { once } from 'node:events'
import type { MessageParts } from '../../shared/message.ts'

export interface ChildByHand {
  /** One batch at a time. */
  work(batch: readonly MessageParts[]): Promise<readonly unknown[]>
  close(): void
}

/** `code-child.ts` in a process of its own, ready for work. */
export async function startChild(): Promise<ChildByHand> {
  const child = fork(new URL('./code-child.ts', import.meta.url), [], { serialization: 'advanced', execArgv: [] })
  await once(child, 'message')
  return {
    async work(batch) {
      child.send([...batch])
      const [values] = await once(child, 'message')
      return values as readonly unknown[]
    },
    close: () => child.kill(),
  }
}
