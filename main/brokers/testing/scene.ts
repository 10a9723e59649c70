import type { ServerOptions } from 'node:https'
import { type Failure, FailureError } from '../../../shared/ipc/failure.ts'
import type { Broker, Logger, OutgoingMessage } from '../../engine/ports.ts'
import type { Timings } from '../pulsar-websocket/timings.ts'
import { openWebSocketBroker } from '../pulsar-websocket/websocket-broker.ts'
import type { Security } from '../security/security.ts'
import { type FakePulsar, startFakePulsar } from './fake-pulsar.ts'
import { silentLog } from './silent-log.ts'

/** A tenth of the patience, so that tests of time-outs end soon. */
export const briefTimings: Partial<Timings> = {
  firstConnect: 300,
  firstPause: 10,
  longestPause: 40,
  refusals: 150,
  idlePull: 60,
  ackGathering: 20,
  farewell: 200,
}

export interface Scene {
  readonly pulsar: FakePulsar
  readonly broker: Broker
  close(): Promise<void>
}

export interface SceneOptions {
  readonly security?: Security
  readonly timings?: Partial<Timings>
  readonly log?: Logger
  /** The fake Pulsar's certificate; it does not encrypt without. */
  readonly server?: ServerOptions
}

/** A fake Pulsar and a broker of ours that is connected to it. */
export async function openScene(options: SceneOptions = {}): Promise<Scene> {
  const pulsar = await startFakePulsar(options.server)
  const timings = { ...briefTimings, ...options.timings }
  const broker = openWebSocketBroker({
    webServiceUrl: pulsar.webServiceUrl,
    ...(options.security && { security: options.security }),
    log: options.log ?? silentLog,
    timings,
  })
  return {
    pulsar,
    broker,
    async close() {
      await broker.close()
      await pulsar.close()
    },
  }
}

export function outgoing(text: string, rest: Partial<OutgoingMessage> = {}): OutgoingMessage {
  const payload = new TextEncoder().encode(text)
  return {
    payload,
    key: null,
    orderingKey: null,
    properties: {},
    eventTime: null,
    sequenceId: null,
    deliverAt: null,
    ...rest,
  }
}

export function base64(text: string): string {
  return Buffer.from(text).toString('base64')
}

export function textOf({ payload }: { readonly payload: Uint8Array | string }): string {
  return typeof payload === 'string' ? Buffer.from(payload, 'base64').toString() : Buffer.from(payload).toString()
}

/** What a promise rejects with; fails the test when it resolves. */
export async function failureOf(promise: Promise<unknown>): Promise<Failure> {
  try {
    await promise
  } catch (error) {
    if (error instanceof FailureError) return error.failure
    throw error
  }
  throw new Error('It resolved.')
}

/** `<title>` as Jetty writes it. */
export function page(status: number, reason: string): { status: number; body: string } {
  return { status, body: `<html>\n<head>\n<title>Error ${status} ${reason}</title>\n</head>\n</html>` }
}
