import { setTimeout as sleep } from 'node:timers/promises'
import { type Failure, toFailure } from '../../shared/ipc/failure.ts'
import type { TapBatch } from '../../shared/run/tap.ts'
import type { Broker, BrokerLease, Logger, Reader, ReadPosition } from '../engine/ports.ts'
import type { MessageFilter } from './message-filter.ts'
import { batchInterval, createTap } from './tap.ts'
import { messageOf } from './tap-row.ts'

/** Milliseconds between two questions when there is nothing to take, or no room for it. */
const emptyPause = 50

export interface TailOptions {
  readonly topic: string
  readonly from: ReadPosition
  readonly filter: MessageFilter | null
  readonly maxRowsPerSecond: number
}

export interface TailWatcher {
  batch(batch: TapBatch): void
  end(failure?: Failure): void
}

/** The tails of one process, each with its broker for as long as it is open. */
export interface Tails {
  /** Resolves when the reader is open, with the way to close it. */
  open(connection: unknown, options: TailOptions, on: TailWatcher): Promise<() => void>
  /** Ends every open tail. */
  close(): Promise<void>
}

export function createTails(lease: (connection: unknown) => Promise<BrokerLease>, log: Logger): Tails {
  const closers = new Set<() => Promise<void>>()

  async function open(connection: unknown, options: TailOptions, on: TailWatcher): Promise<() => void> {
    const held = await lease(connection)
    try {
      const closeTail = await openTail(held.broker, options, on)
      const close = async () => {
        if (!closers.delete(close)) return
        await closeTail()
        await held.release()
      }
      closers.add(close)
      return () => void close().catch(explain)
    } catch (error) {
      await held.release()
      throw error
    }
  }

  function explain(error: unknown): void {
    log.warn(`Closing a tail did not go well: ${toFailure(error).message}`)
  }

  return {
    open,
    close: async () => {
      await Promise.all([...closers].map((close) => close().catch(explain)))
    },
  }
}

/**
 * Looks into a topic without consuming anything. From `latest` it keeps up with the topic and shows a sample when there is
 * more than may be shown; from anywhere else it reads on in order, no faster than may be shown, and leaves nothing out.
 * Resolves when the reader is open; the result closes it.
 */
async function openTail(broker: Broker, options: TailOptions, on: TailWatcher): Promise<() => Promise<void>> {
  const { topic, from } = options
  const reader = await broker.read({ topic, from })
  const tap = createTap(options.filter, options.maxRowsPerSecond)
  const mayOutrun = from === 'latest'
  let open = true

  const timer = setInterval(() => {
    const batch = tap.take()
    if (batch !== null) on.batch(batch)
  }, batchInterval)

  async function close(): Promise<void> {
    if (!open) return
    open = false
    clearInterval(timer)
    await reader.close()
  }

  follow(reader, {
    isOpen: () => open,
    take: (deliveries) => {
      for (const delivery of deliveries) tap.observe(messageOf(delivery), Date.now())
    },
    room: () => (mayOutrun ? 1000 : tap.room),
  }).catch(async (error) => {
    await close()
    on.end(toFailure(error))
  })

  return close
}

interface Follower {
  isOpen(): boolean
  take(deliveries: Awaited<ReturnType<Reader['pull']>>): void
  /** How many messages may be taken now; while 0, none are asked for. */
  room(): number
}

async function follow(reader: Reader, follower: Follower): Promise<void> {
  while (follower.isOpen()) {
    const room = follower.room()
    const deliveries = room === 0 ? [] : await reader.pull(room)
    // A reader that has nothing may say so at once, again and again.
    if (deliveries.length === 0) await sleep(emptyPause)
    else follower.take(deliveries)
  }
}
