import * as z from 'zod'
import { defineSpec } from './define.ts'
import { field } from './field.ts'

/** Written like node ids, so that `node.port` can be told apart. */
const portPattern = /^[A-Za-z0-9_-]{1,64}$/
/** Taken by the ports every code step has. */
const takenNames = new Set(['in', 'out', 'errors'])
const maxOutputs = 20

const isPortName = (name: unknown): name is string =>
  typeof name === 'string' && portPattern.test(name) && !takenNames.has(name)

const heatExample = `// adds the temperature in Celsius
const { fahrenheit } = message.value
return { value: { ...message.value, celsius: Math.round((fahrenheit - 32) / 1.8) } }`

const splitExample = `// an order's lines, and an alert for large ones
export default function (message: Order) {
  const { id, lines } = message.value
  const total = lines.reduce((sum, line) => sum + line.price, 0)
  const alert = { port: 'alerts', value: { id, total } }
  return [...lines.map((line) => ({ value: { id, ...line } })), ...(total > 100 ? [alert] : [])]
}

interface Order {
  value: { id: string; lines: { sku: string; price: number }[] }
}`

const countExample = `// numbers the messages of each key
context.state = (context.state ?? 0) + 1
return { value: { ...message.value, number: context.state } }`

export const spec = /* @__PURE__ */ defineSpec({
  id: 'code',
  kind: 'transform',
  group: 'Shape',
  title: 'Code',
  summary: 'Runs a function of yours in a process of its own.',
  docs: `Calls a function \`(message, context)\` for each message, in order, one at a time. Write only its body, or a module with
\`export default function (message, context) { … }\`; it may be \`async\`. TypeScript is read by leaving the types out: they are not checked,
and what is more than types (\`enum\`, parameter properties) is refused. Imports work for Node's own modules (\`node:crypto\`), for no others.

**What it gets.** \`message\` is a copy with \`value\`, \`key\`, \`properties\`, \`topic\`, \`partitionKey\`, \`orderingKey\`, \`eventTime\`, \`sequenceId\`,
\`deliverAt\`, \`messageId\`, \`publishTime\` and \`redeliveryCount\`. A value that was not decoded is a \`Uint8Array\`.

**What it returns.** The message, changed or not; or an object with only the parts that change: \`{ value: … }\`; or a list of such, which go
on in that order; or null (or nothing), and the message is dropped, counted under \`code\`. \`{ port: 'alerts', value: … }\` leaves by that output,
which must be listed below; without \`port\` it is \`out\`. Values are plain data: no dates, maps or instances of classes.

**What it remembers.** \`context.state\` is the state of the message's key: undefined at first, whatever plain data was assigned since, kept
over a restart like that of every stateful step. Assigning undefined forgets it. All messages without a key share one state. A message that
fails takes back what it assigned, but not what it changed inside the state. Variables of the module are lost whenever the process is
started again; keep nothing in them that matters.

**What else there is.** \`context.now()\` is the pipeline's clock in milliseconds. \`context.log\` and \`console\` write to the run's log: at most
20 lines a second, 2,000 characters each.

**When it goes wrong.** Each of these fails one message, which leaves by \`errors\`; those behind it go on in a new process where one is
needed: it throws (\`SLUICE-CODE-THREW\`, with the line), takes too long (\`SLUICE-CODE-TIMEOUT\`), needs too much memory
(\`SLUICE-CODE-MEMORY\`), ends the process (\`SLUICE-CODE-EXITED\`), returns or keeps what cannot be sent on (\`SLUICE-CODE-RESULT\`). The messages
just before it may be worked on again, but each goes on once. Code that keeps dying is started again later and later, up to a second.

**What it is not.** The process has an empty environment, no secrets, and Node lets it neither write files nor start programs. That holds
back mistakes, not malice: it is a fault boundary, not a sandbox, and the network is open. Run only code that you trust.

For a new field use **Map**, for one message of each list entry **Flat map**, for a running total **Stateful map**: they are several times
as fast, and show what they do.`,
  icon: 'code-xml',
  config: z.strictObject({
    language: z
      .enum(['typescript', 'javascript'])
      .default('typescript')
      .register(field, {
        title: 'Language',
        description: 'TypeScript is run without its types; they are not checked.',
        optionTitles: { typescript: 'TypeScript', javascript: 'JavaScript' },
      }),
    source: z
      .string()
      .max(1_000_000)
      .refine((source) => source.trim() !== '', 'Write the code: the body of a function (message, context).')
      .register(field, {
        title: 'Code',
        description: 'Body of a function `(message, context)`, or a module with `export default`.',
        widget: 'code',
        placeholder: 'return { value: { ...message.value, seen: context.now() } }',
      }),
    outputs: z
      .array(z.string().refine(isPortName, 'Write 1 to 64 letters, digits, `-` or `_`; not `in`, `out` or `errors`.'))
      .max(maxOutputs)
      .refine((names) => new Set(names).size === names.length, 'Two outputs have the same name.')
      .default([])
      .register(field, {
        title: 'More outputs',
        description: 'Ports besides `out`; a message returned with `port: "name"` leaves by it.',
        placeholder: 'alerts',
      }),
    timeoutMs: z.number().int().min(50).max(600_000).default(1_000).register(field, {
      title: 'Time limit',
      description: 'For one message. Then the process is killed, and the message is an error.',
      unit: 'ms',
    }),
    memoryMb: z.number().int().min(32).max(16_384).default(128).register(field, {
      title: 'Memory limit',
      description: 'Of the code’s heap; the process around it takes up to 256 MB more.',
      unit: 'MB',
      advanced: true,
    }),
    maxBatch: z.number().int().min(1).max(10_000).default(256).register(field, {
      title: 'Batch',
      description: 'Messages handed over at once, at most; fewer when they are large.',
      unit: 'messages',
      advanced: true,
    }),
  }),
  inputs: ['in'],
  outputs: ['out'] as readonly string[],
  portsInWords: 'The output `out`, and one for each name in `outputs`.',
  ports: (config) => ({ inputs: ['in'], outputs: ['out', ...portNamesOf(config)] }),
  errors: true,
  cardinality: 'many',
  batch: true,
  hosted: true,
  grants: ['code'],
  dropReason: 'code',
  keys: (config) => (/\bkey\b/.test(config.source) ? 'some' : 'same'),
  singleProcess: ({ source }) =>
    /\bstate\b/.test(source) ? 'its code speaks of a state, and each process would keep one of its own' : null,
  emits: () => 'decoded',
  summarise: (config) => firstComment(config.source) ?? sizeOf(config),
  examples: [
    {
      title: 'A new field',
      config: { language: 'javascript', source: heatExample },
      input: [{ value: { sensor: 's1', fahrenheit: 212 } }],
      output: { out: [{ value: { sensor: 's1', fahrenheit: 212, celsius: 100 } }] },
    },
    {
      title: 'Several messages, and an output for alerts',
      config: { source: splitExample, outputs: ['alerts'] },
      input: [
        {
          value: {
            id: 'o1',
            lines: [
              { sku: 'a', price: 90 },
              { sku: 'b', price: 20 },
            ],
          },
        },
        { value: { id: 'o2', lines: [] } },
      ],
      output: {
        out: [{ value: { id: 'o1', sku: 'a', price: 90 } }, { value: { id: 'o1', sku: 'b', price: 20 } }],
        alerts: [{ value: { id: 'o1', total: 110 } }],
      },
    },
    {
      title: 'A number for each message of a key',
      config: { language: 'javascript', source: countExample },
      input: [
        { key: 'ada', value: { page: '/' } },
        { key: 'bob', value: { page: '/' } },
        { key: 'ada', value: { page: '/cart' } },
      ],
      output: {
        out: [
          { key: 'ada', value: { page: '/', number: 1 } },
          { key: 'bob', value: { page: '/', number: 1 } },
          { key: 'ada', value: { page: '/cart', number: 2 } },
        ],
      },
    },
    {
      title: 'What goes wrong has a line',
      config: { language: 'javascript', source: 'const { total } = message.value\nreturn { value: total.toFixed(2) }' },
      input: [{ value: { total: 'much' } }, { value: { total: 3 } }],
      output: { out: [{ value: '3.00' }], errors: [{ failure: 'SLUICE-CODE-THREW' }] },
    },
  ],
})

/** The names that can be ports, of a config that may be anything. */
function portNamesOf(config: Readonly<Record<string, unknown>>): readonly string[] {
  return Array.isArray(config.outputs) ? config.outputs.slice(0, maxOutputs).filter(isPortName) : []
}

const longestComment = 80

/** A comment on the first line says what the code does. */
function firstComment(source: string): string | null {
  const text = /^\s*(?:\/\/|\/\*+)[ \t]*(.*?)[ \t]*(?:\*\/.*)?(?:\n|$)/.exec(source)?.[1] ?? ''
  if (text === '') return null
  return text.length > longestComment ? `${text.slice(0, longestComment)}…` : text
}

function sizeOf({ source, language }: { source: string; language: 'typescript' | 'javascript' }): string {
  const lines = source.trim().split('\n').length
  return `runs ${lines} ${lines === 1 ? 'line' : 'lines'} of ${language === 'typescript' ? 'TypeScript' : 'JavaScript'}`
}
