import type * as z from 'zod'
import type { Subflow } from '../graph/schema.ts'
import type { Message } from '../message.ts'
import type { CelProgram, CompileOptions, StepVariable, TextTemplate } from './lib/expression.ts'
import type { TextCodec } from './lib/text-codec.ts'
import type { Codecs } from './lib/value-codec.ts'

/** Decides which behaviour type a spec needs, and the colour of its card. */
export type OperatorKind = 'source' | 'transform' | 'stateful' | 'sink'

/** Heading in the palette, in this order. */
export type PaletteGroup = 'Sources' | 'Shape' | 'Route' | 'Remember' | 'Watch' | 'Sinks'

/**
 * How many messages come out for one that goes in. The engine derives the bookkeeping from it:
 * `one` hands the input's in-flight count on; `optional` does too, and counts a drop when nothing came out;
 * `many` keeps the input open until the call is over; `none` is an end (sinks). `absorb` is for stateful operators: an input
 * that is not sent on has gone into state, and ends as absorbed; with `optional` it ends as dropped.
 */
export type Cardinality = 'one' | 'optional' | 'many' | 'absorb' | 'none'

/** What running an operator lets a document do to the machine; a document from an unknown folder asks for it first. */
export type Grant = 'code' | 'network' | 'files'

/** `all` or `some` messages get a key; with `same` each goes on with the one it came with, and messages of a source have none. */
export type KeysGiven = 'all' | 'some' | 'same'

/** `bytes` as they lie in a topic, `decoded` for values whose fields can be read, `same` for what came in. */
export type ValueForm = 'bytes' | 'decoded' | 'same'

/** A worked example. It is shown in the docs and in the palette, and it runs as a test through the engine's harness. */
export interface OperatorExample<Config> {
  title: string
  config: Config
  /** Messages fed into the input; a bare value is `{ value }`. Sources have none. */
  input?: readonly ExampleMessage[]
  /** What must come out, by port. */
  output?: Readonly<Record<string, readonly ExampleMessage[]>>
}

/** Only the parts that matter; what is left out is not compared. Text and plain JSON only; bytes are written as `{ bytes: 'text' }`. */
export interface ExampleMessage {
  value?: unknown
  /** UTF-8 text that stands for bytes in `value`. */
  bytes?: string
  key?: string | null
  properties?: Readonly<Record<string, string>>
  topic?: string | null
  eventTime?: number | null
  /** Expected failure code on an `errors` port. */
  failure?: string
}

/** Everything about an operator except its behaviour. Pure data plus pure functions: canvas, docs, CLI and check all read it. */
export interface OperatorSpec<
  Id extends string = string,
  Kind extends OperatorKind = OperatorKind,
  Config extends z.ZodObject = z.ZodObject,
  Output extends string = string,
> {
  readonly id: Id
  readonly kind: Kind
  readonly group: PaletteGroup
  readonly title: string
  /** One short sentence, shown in the palette. */
  readonly summary: string
  /** Markdown: what it does, what it does not, when to use something else. */
  readonly docs: string
  /** Name of a lucide icon, kebab-case. */
  readonly icon: string
  /** Strict object: unknown keys are refused. Every field is registered in `field`. */
  readonly config: Config
  /** Input ports; empty for sources. */
  readonly inputs: readonly string[]
  /** Data outputs in drawing order, without `errors`. */
  readonly outputs: readonly Output[]
  /**
   * For operators whose ports depend on their config: replaces `inputs` and `outputs`. The config is as it stands in the
   * document, unparsed: it may be anything, and must never make this throw. `portsOf` in `ports.ts` is the one caller.
   */
  readonly ports?: (config: Readonly<Record<string, unknown>>, around: Surroundings) => DynamicPorts
  /**
   * For the reference and the help: which ports there are and what decides it, in one sentence (Markdown code spans allowed). Every
   * spec with `ports` has it.
   */
  readonly portsInWords?: string
  /** Outputs that may stay unwired: what would leave by them is counted as dropped under the port's name. */
  readonly optionalOutputs?: readonly string[]
  /** What ports are called on the canvas where that is not their id; `ports` gives those of ports that depend on the config. */
  readonly portTitles?: Readonly<Record<string, string>>
  /** Whether the node has an `errors` port. */
  readonly errors: boolean
  readonly cardinality: Cardinality
  /** Behaviours that answer later get a bounded lane per key from the engine; the default is synchronous. */
  readonly async?: boolean | ((config: z.infer<Config>) => boolean)
  /**
   * Of an `async` behaviour: it keeps the order itself, and gets every message as it comes. By default the engine holds back those
   * whose key is still being worked on.
   */
  readonly keepsOrder?: boolean
  /** Of an `async` behaviour: messages worked on at once, at most. Default 64. */
  readonly concurrency?: (config: z.infer<Config>) => number
  /** The behaviour takes whole batches (`BatchRun`), one after the other; for work in another process. */
  readonly batch?: boolean
  /** The behaviour lives in `main/engine/hosted` and may use timers, brokers, files, the network or scripts. */
  readonly hosted?: boolean
  /** Every message needs a key; `check` looks for one upstream. */
  readonly needsKey?: boolean
  /** Which of the messages it emits have a key of its giving; left out: `same`. */
  readonly keys?: (config: z.infer<Config>) => KeysGiven
  readonly grants?: readonly Grant[]
  /** Why a pipeline with this node cannot be shared out over several processes (`--workers`); null or absent when it can. */
  readonly singleProcess?: (config: z.infer<Config>) => string | null
  /**
   * Of a source to which a failed message can be given back (`onError: redeliver`): whether it gives up one that comes again too
   * often. Left out by sources that cannot deliver a message a second time.
   */
  readonly takesBack?: (config: z.infer<Config>) => { readonly givesUp: boolean }
  /** Reason under which messages that produce nothing are counted (`cardinality: 'optional'`), or that this sink discards. */
  readonly dropReason?: string
  /** Config text fields that hold CEL expressions or templates are checked by these; paths into the parsed config. */
  readonly expressions?: (config: z.infer<Config>) => readonly EmbeddedExpression[]
  /** What `value` is in the messages it emits; left out, it is what came in. `check` warns where fields of bytes are read. */
  readonly emits?: (config: z.infer<Config>) => ValueForm
  /** The one line on the card, in plain words: `keeps value.total > 100`. */
  readonly summarise: (config: z.infer<Config>) => string
  /** At least one. */
  readonly examples: readonly OperatorExample<z.input<Config>>[]
}

/** An expression or template inside a config, for `check` and for the inspector. */
export interface EmbeddedExpression {
  readonly path: readonly (string | number)[]
  readonly kind: 'expression' | 'template'
  readonly text: string
  /** Names that an expression sees here besides those of the message; its field declares the same. */
  readonly variables?: readonly StepVariable[]
}

/** Keeps the literal types of a spec. Call it as `/* @__PURE__ *\/ defineSpec(…)` so that bundlers may drop it. */
export function defineSpec<
  const Id extends string,
  const Kind extends OperatorKind,
  Config extends z.ZodObject,
  const Output extends string = never,
>(spec: OperatorSpec<Id, Kind, Config, Output>): OperatorSpec<Id, Kind, Config, Output> {
  return spec
}

export type ConfigOf<S> = S extends OperatorSpec<string, OperatorKind, infer Config, string> ? z.infer<Config> : never
export type OutputOf<S> = S extends OperatorSpec<string, OperatorKind, z.ZodObject, infer Output> ? Output : never

/**
 * Sends a message on along an output port. What it returns must be returned (or awaited) by the caller: undefined means
 * "go on", a promise means "full, wait until it resolves".
 */
export type Emit<S> = (port: OutputOf<S>, message: Message) => void | Promise<void>

/** What a pure operator may ask of the world. */
export interface OperatorPorts {
  readonly nodeId: string
  /** Epoch milliseconds. */
  now(): number
  /** Uniform in [0, 1), from the pipeline's seed. */
  random(): number
  /** UTF-8, by the runtime's fastest means. */
  readonly text: TextCodec
  /** Binary formats that need a schema. */
  readonly codecs: Codecs
  /** Compiled CEL over a message; throws a Failure naming place and reason when the text is wrong. */
  compile(expression: string, options?: CompileOptions): CelProgram
  /** Compiled `text {expression} text`. */
  template(text: string): TextTemplate
}

/** One running instance of a pure operator. */
export interface TransformInstance<S> {
  /**
   * Called for each message, never in parallel with itself unless the spec is `async`. Throwing (best: `fail(code, text)`)
   * sends the message to the `errors` port with that reason. For a synchronous operator, return what `emit` returned.
   */
  onMessage(message: Message, emit: Emit<S>): void | Promise<void>
  /** Called once, before any source opens. What it throws keeps the pipeline from starting. */
  open?(): Promise<void>
  /** Figures of its own for the report and the inspector, beside what the engine counts. Plain JSON; called a few times a second. */
  report?(): Readonly<Record<string, unknown>>
  close?(): void
}

export type TransformRun<S> = (config: ConfigOf<S>, ports: OperatorPorts) => TransformInstance<S>

/** What a port list may depend on besides the node's own config. */
export interface Surroundings {
  /** Of the document, by id; absent when it has none. */
  readonly subflows?: Readonly<Record<string, Subflow>> | undefined
}

export interface DynamicPorts {
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  readonly titles?: Readonly<Record<string, string>>
}
