import type { Failure } from '../../shared/ipc/failure.ts'
import { createMessage, createOrigin } from '../../shared/message.ts'
import type { CelProgram, CompileOptions, TextTemplate } from '../../shared/operators/lib/expression.ts'
import type { BatchPorts } from './hosted/contract.ts'
import type { KeyedStates } from './keyed-states.ts'
import type { PlannedNode } from './plan.ts'
import type { Broker, BrokerLease, EnginePorts } from './ports.ts'
import { seededRandom, seedFor } from './random.ts'

/** How expressions and templates are compiled, over the run's clock. Both throw a FailureError on a wrong text. */
export interface ExpressionLanguage {
  compile(expression: string, options: CompileOptions & { now(): number }): CelProgram
  template(text: string, clock: { now(): number }): TextTemplate
}

/** What the nodes of one run borrowed from the world, and the way to give all of it back. */
export class Borrowed {
  private readonly leases = new Map<string, Promise<BrokerLease>>()
  private readonly timers = new Set<() => void>()
  private readonly ports: EnginePorts
  /** Epoch milliseconds. One function for the whole run, so that expressions share their environment. */
  readonly now = () => this.ports.clock.now()

  constructor(ports: EnginePorts) {
    this.ports = ports
  }

  /** The broker behind a connection; opened once and shared. A failed opening is forgotten, so that it can be tried again. */
  async broker(connection: string): Promise<Broker> {
    const known = this.leases.get(connection)
    const lease = known ?? this.ports.openBroker(connection)
    this.leases.set(connection, lease)
    try {
      return (await lease).broker
    } catch (thrown) {
      this.leases.delete(connection)
      throw thrown
    }
  }

  after(ms: number, callback: () => void): () => void {
    const cancel = this.ports.clock.after(ms, () => {
      this.timers.delete(stop)
      callback()
    })
    const stop = () => {
      this.timers.delete(stop)
      cancel()
    }
    this.timers.add(stop)
    return stop
  }

  /** Cancels every timer that is still set. */
  stopTimers(): void {
    for (const stop of [...this.timers]) stop()
  }

  /** Gives the brokers back. Never rejects. */
  async release(): Promise<void> {
    const leases = await Promise.allSettled(this.leases.values())
    this.leases.clear()
    const open = leases.filter((lease) => lease.status === 'fulfilled').map((lease) => lease.value)
    await Promise.allSettled(open.map((lease) => lease.release()))
  }
}

export interface NodePortsOptions {
  readonly ports: EnginePorts
  readonly borrowed: Borrowed
  readonly language: ExpressionLanguage
  readonly seed: number
  readonly countTopic: (topic: string) => void
  readonly fail: (failure: Failure) => void
}

/** What one node may ask of the world. */
export function nodePorts(node: PlannedNode, states: KeyedStates, options: NodePortsOptions): BatchPorts {
  const { ports, borrowed, language, seed, countTopic, fail } = options
  let made = 0
  return {
    nodeId: node.id,
    now: borrowed.now,
    random: seededRandom(seedFor(seed, node.id)),
    text: ports.text,
    codecs: ports.codecs,
    http: ports.http,
    files: ports.files,
    scripts: ports.scripts,
    states,
    create: (value, rest) =>
      createMessage(value, createOrigin(node.id, String(made++), { publishTime: borrowed.now() }), rest),
    compile: (expression, rest) => language.compile(expression, { ...rest, now: borrowed.now }),
    template: (text) => language.template(text, borrowed),
    broker: (connection) => borrowed.broker(connection),
    after: (ms, callback) => borrowed.after(ms, callback),
    console: ports.console,
    countTopic,
    fail: (failure) => fail({ nodeId: node.id, ...failure }),
    info: (message) => ports.log.info(`Node ${node.label}: ${message}`, { nodeId: node.id }),
    warn: (message) => ports.log.warn(`Node ${node.label}: ${message}`, { nodeId: node.id }),
  }
}
