import { toFailure } from '../../../shared/ipc/failure.ts'
import type { TopicPattern } from '../../../shared/operators/lib/pulsar/topic-pattern.ts'
import type { Admin } from '../ports.ts'
import type { HostedPorts } from './contract.ts'

export interface TopicWatchOptions {
  readonly admin: Admin
  readonly pattern: TopicPattern
  /** Topics that are not wanted although they match. */
  readonly ignores: (topic: string) => boolean
  /** Begins to read a topic. What it rejects with is told, and tried again at the next look. */
  readonly add: (topic: string) => Promise<void>
  readonly everyMs: number
  readonly ports: Pick<HostedPorts, 'after' | 'info' | 'warn'>
}

/** Finds the topics that match a pattern, and looks for further ones from time to time. */
export class TopicWatch {
  private readonly options: TopicWatchOptions
  private readonly known = new Set<string>()
  private cancel = () => {}
  private stopped = false
  /** What went wrong at the last look, so that it is told once. */
  private trouble = ''

  constructor(options: TopicWatchOptions) {
    this.options = options
  }

  /** The topics there are now; they count as read. Rejects when they cannot be listed. */
  async first(): Promise<readonly string[]> {
    const topics = await this.unknown()
    for (const topic of topics) this.known.add(topic)
    return topics
  }

  /** Looks again, and again, until `stop`. */
  watch(): void {
    if (this.stopped) return
    this.cancel = this.options.ports.after(this.options.everyMs, () => void this.look().then(() => this.watch()))
  }

  stop(): void {
    this.stopped = true
    this.cancel()
  }

  private async look(): Promise<void> {
    try {
      await Promise.all((await this.unknown()).map((topic) => this.add(topic)))
      this.trouble = ''
    } catch (thrown) {
      const { message } = toFailure(thrown)
      if (message !== this.trouble && !this.stopped) this.options.ports.warn(`Not all topics are read: ${message}`)
      this.trouble = message
    }
  }

  private async unknown(): Promise<readonly string[]> {
    const { admin, pattern, ignores } = this.options
    const listed = await admin.listTopics(pattern.namespace)
    return listed.filter((topic) => pattern.test(topic) && !ignores(topic) && !this.known.has(topic))
  }

  private async add(topic: string): Promise<void> {
    if (this.stopped) return
    await this.options.add(topic)
    this.known.add(topic)
    this.options.ports.info(`reads ${topic} too`)
  }
}
