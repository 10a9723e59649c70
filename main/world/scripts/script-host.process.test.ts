import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createScriptHost, type ProcessScriptHost } from './script-host.ts'
import { isAlive, scriptChildren, whenGone } from './testing/processes.ts'
import { ends, loadScript, messageOf, runValues } from './testing/scripts.ts'

let host: ProcessScriptHost
beforeEach(() => {
  host = createScriptHost()
})
afterEach(async () => {
  await host.close()
  expect(host.processes).toEqual([])
  expect(scriptChildren()).toEqual([])
})

const load = (source: string, rest = {}) => loadScript(host, source, rest)
const typescript = { language: 'typescript' } as const
const loadFailure = async (source: string, rest = {}) => {
  const failure: unknown = await load(source, rest).catch((thrown: unknown) => thrown)
  return (failure as { failure?: { code: string; message: string } }).failure
}

describe('code that is loaded', () => {
  it.each([
    ['a body', 'return { value: message.value + 1 }', {}],
    ['a body that awaits', 'await null\nreturn { value: message.value + 1 }', {}],
    ['a module', 'export default (message) => ({ value: message.value + 1 })', {}],
    ['a module with an async function', 'export default async function (m) { return { value: m.value + 1 } }', {}],
    ['a body in TypeScript', 'const n: number = message.value\nreturn { value: n + 1 }', typescript],
    [
      'a module in TypeScript',
      'type M = { value: number }\nexport default ({ value }: M) => ({ value: value + 1 })',
      typescript,
    ],
    [
      'a module that imports',
      'import { posix } from "node:path"\nexport default ({ value }) => ({ value: value + posix.sep.length })',
      {},
    ],
    [
      'a body that imports',
      'const { posix } = await import("node:path")\nreturn { value: message.value + posix.sep.length }',
      {},
    ],
  ])('may be %s', async (_name, source, rest) => {
    const { run } = await load(source, rest)
    expect(ends(await run([1, 41]))).toEqual([[2], [42]])
  })

  it.each([
    ['const a = 1\nreturn a +', 'line 2, column 11', {}],
    ['const a = 1\n  let a = 2', 'line 2, column 7', {}],
    ['export default function (message) {\n  return message..value\n}', 'line 2, column 18', {}],
    ['import a from "node:fs"\n\nexport const x = 1\nexport default () => {\n    const }', 'line 5, column 11', {}],
    ['const a: number = 1', 'line 1, column 7', {}],
    ['const a: = 1', 'line 1, column 10', typescript],
    ['return 1\nenum A { B }', 'line 2, column 1', typescript],
    ['const a: number = 1\nconst a = 2', 'line 2, column 7', typescript],
  ])('is refused with the place when it cannot be compiled: %j', async (source, place, rest) => {
    const failure = await loadFailure(source, rest)
    expect(failure?.code).toBe('SLUICE-CODE-SYNTAX')
    expect(failure?.message).toContain(place)
  })

  it.each([
    ['export const x = 1', 'SLUICE-CODE-SYNTAX', 'no function to call'],
    ['import x from "left-pad"\nexport default x', 'SLUICE-CODE-SYNTAX', 'imports "left-pad"'],
    ['import { nothing } from "node:fs"\nexport default nothing', 'SLUICE-CODE-SYNTAX', 'nothing'],
    ['\nconst x = null.y\nexport default x', 'SLUICE-CODE-THREW', 'at line 2: TypeError'],
    ['process.exit(4)\nexport default 1', 'SLUICE-CODE-EXITED', 'exit code 4'],
  ])('is refused with the reason: %j', async (source, code, words) => {
    const failure = await loadFailure(source)
    expect(failure?.code).toBe(code)
    expect(failure?.message).toContain(words)
  })
})

describe('what the code sees', () => {
  it('is an empty environment, whatever stands in that of its parent', async () => {
    process.env.SLUICE_CANARY_SECRET = 'canary-5f1d'
    try {
      const { run } = await load('return { value: JSON.stringify([process.env, process.argv, process.execArgv]) }')
      const [[seen]] = ends(await run([1])) as [[string]]
      expect(JSON.parse(seen)[0]).toEqual({})
      expect(seen).not.toContain('canary')
    } finally {
      delete process.env.SLUICE_CANARY_SECRET
    }
  })

  it.each([
    ['write files', 'require("fs").writeFileSync("/tmp/sluice-code-was-here", "")'],
    ['read files', 'require("fs").readFileSync("/etc/hostname")'],
    ['start programs', 'require("child_process").execSync("true")'],
  ])('does not let it %s', async (_what, source) => {
    const { run } = await load(`const require = process.getBuiltinModule\n${source}\nreturn message`)
    const { results } = await run([1])
    expect(results).toMatchObject([{ failure: { code: 'SLUICE-CODE-THREW' } }])
    expect(JSON.stringify(results)).toContain('restricted')
  })

  it('is a copy of each part of the message, and the time of the batch', async () => {
    const { script } = await load('return { value: { ...message, now: context.now() } }')
    const message = {
      ...messageOf({ big: 3n, bytes: new Uint8Array([1, 2]) }, 'k'),
      properties: { a: 'b' },
      redeliveryCount: 2,
    }
    const { results } = await script.run({ messages: [message], states: new Map(), now: 77 })
    expect(results).toEqual([{ outputs: [{ port: 'out', message: { value: { ...message, now: 77 } } }] }])
  })

  it('is its console, whose lines go to the log', async () => {
    const { run, lines } = await load(
      'console.log("saw %d", message.value)\nconsole.error("oh")\ncontext.log({ a: 1 })',
    )
    expect(ends(await run([3]))).toEqual([[]])
    expect(lines).toEqual(['info: saw 3', 'error: oh', 'info: { a: 1 }'])
  })

  it('is a log that takes so much and no more', async () => {
    const { run, lines } = await load('for (let n = 0; n < 5000; n++) console.log(n, "x".repeat(5000))')
    await run([1])
    expect(lines.length).toBeLessThan(150)
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(2_100)
  })
})

describe('code that does wrong fails the message it works on, and no other', () => {
  const bad = (what: string) => `if (message.value === 'bad') { ${what} }\nreturn { value: message.value }`
  it.each([
    ['loops for ever', 'while (true) {}', 'SLUICE-CODE-TIMEOUT', { timeoutMs: 500 }],
    ['never resolves', 'await new Promise(() => {})', 'SLUICE-CODE-TIMEOUT', { timeoutMs: 500 }],
    ['loops for ever after an await', 'await null; while (true) {}', 'SLUICE-CODE-TIMEOUT', { timeoutMs: 500 }],
    ['fills its heap', 'const all = []; while (true) all.push([all.length])', 'SLUICE-CODE-MEMORY', {}],
    [
      'takes memory besides its heap',
      'const all = []; while (true) all.push(new Uint8Array(1e7).fill(1))',
      'SLUICE-CODE-MEMORY',
      {},
    ],
    ['exits', 'process.exit(0)', 'SLUICE-CODE-EXITED', {}],
    ['kills itself', 'process.kill(process.pid, "SIGKILL"); while (true) {}', 'SLUICE-CODE-EXITED', {}],
    ['aborts', 'process.abort()', 'SLUICE-CODE-EXITED', {}],
    ['throws', 'throw new Error("no")', 'SLUICE-CODE-THREW', {}],
    ['rejects', 'return Promise.reject(new Error("no"))', 'SLUICE-CODE-THREW', {}],
    ['overflows its stack', 'const f = () => f() + 1; f()', 'SLUICE-CODE-THREW', {}],
    ['returns a number', 'return 5', 'SLUICE-CODE-RESULT', {}],
    ['keeps a date as its state', 'context.state = new Date()', 'SLUICE-CODE-RESULT', {}],
    ['breaks JSON for itself', 'JSON.stringify = JSON.parse = () => 7; return 5', 'SLUICE-CODE-RESULT', {}],
  ])('when it %s', async (_what, source, code, rest) => {
    const { run } = await load(bad(source), rest)
    expect(ends(await run([1, 2, 'bad', 3, 'bad', 4]))).toEqual([[1], [2], code, [3], code, [4]])
    expect(ends(await run([5, 'bad']))).toEqual([[5], code])
  })

  it('with the line of the user’s text, in a body as in a module', async () => {
    for (const source of ['\nnull.x', 'export default () => {\n  null.x }', 'const a: number = 1\n;(null as any).x']) {
      const { run } = await load(source, typescript)
      expect((await run([1])).results, source).toMatchObject([{ failure: { detail: { line: 2 } } }])
    }
  })

  it('and works on it no longer than it may, once', async () => {
    const { run, script } = await load(bad('while (true) {}'), { timeoutMs: 600 })
    const begin = performance.now()
    await run(['bad'])
    expect(performance.now() - begin).toBeLessThan(3_000)
    expect(script.restarts).toBe(0)
    expect(ends(await run([1]))).toEqual([[1]])
    expect(script.restarts).toBe(1)
  })

  it('even when it dies between batches, or leaves something behind that does', async () => {
    const { run, script } = await load('setTimeout(() => process.exit(), 1)\nreturn { value: message.value }')
    for (let value = 0; value < 3; value++) {
      expect(ends(await run([value]))).toEqual([[value]])
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
    expect(script.restarts).toBeGreaterThan(0)
  })

  it('and goes on when something it left behind throws', async () => {
    const { run, lines, script } = await load('setTimeout(() => { throw new Error("late") }, 1)\nreturn message')
    await run([1])
    await expect
      .poll(() => lines)
      .toEqual([expect.stringContaining('Outside any message: The code threw at line 1: Error: late')])
    expect(script.restarts).toBe(0)
  })

  it('in each of ten processes in a row', async () => {
    const { run, script } = await load(bad('process.exit(1)'))
    const values = Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? index : 'bad'))
    expect(ends(await run(values))).toEqual(values.map((value) => (value === 'bad' ? 'SLUICE-CODE-EXITED' : [value])))
    expect(script.restarts).toBeLessThanOrEqual(10)
  })
})

it('a batch that is too large for the memory is worked on in pieces, and no message fails', async () => {
  const { script } = await load('return { value: message.value.length }', { memoryMb: 32 })
  const values = Array.from({ length: 5_000 }, (_, index) => `${index}`.padEnd(10_000, 'x'))
  expect(ends(await runValues(script, values))).toEqual(values.map(() => [10_000]))
  expect(script.restarts).toBeGreaterThan(0)
})

describe('state', () => {
  const count =
    'context.state = { n: (context.state?.n ?? 0) + 1 }\nif (message.value === "die") process.exit()\nreturn { value: context.state.n }'

  it('goes from message to message by key, and back with the answer', async () => {
    const { script } = await load(count)
    const messages = [messageOf(1, 'a'), messageOf(1, 'b'), messageOf(1, 'a'), messageOf(1), messageOf(1)]
    const answer = await script.run({
      messages,
      states: new Map([
        ['b', { n: 5 }],
        ['z', { n: 1 }],
      ]),
      now: 0,
    })
    expect(ends(answer)).toEqual([[1], [6], [2], [1], [2]])
    expect([...answer.states]).toEqual([
      ['a', { n: 2 }],
      ['b', { n: 6 }],
      ['', { n: 2 }],
    ])
  })

  it('survives a process that dies, without what the message to blame did', async () => {
    const { script } = await load(count)
    const values = [1, 1, 'die', 1, 'die', 1]
    const messages = values.map((value) => messageOf(value, 'a'))
    const answer = await script.run({ messages, states: new Map([['a', { n: 10 }]]), now: 0 })
    expect(ends(answer)).toEqual([[11], [12], 'SLUICE-CODE-EXITED', [13], 'SLUICE-CODE-EXITED', [14]])
    expect([...answer.states]).toEqual([['a', { n: 14 }]])
  })

  it('is told as forgotten when it is, and not at all when it was not touched', async () => {
    const { script } = await load('if (message.value) context.state = undefined\nreturn null')
    const states = new Map([['', 1]])
    expect([...(await runValues(script, [0], states)).states]).toEqual([])
    expect([...(await runValues(script, [1], states)).states]).toEqual([['', undefined]])
  })

  it('is taken back by a message that throws', async () => {
    const { script } = await load('context.state = 2\nthrow new Error("no")')
    expect([...(await runValues(script, [0], new Map([['', 1]]))).states]).toEqual([['', 1]])
  })
})

describe('the processes of a host', () => {
  it('are gone when their script is closed, and a batch on its way rejects', async () => {
    const { script } = await load('while (true) {}')
    const [pid] = host.processes as [number]
    const running = runValues(script, [1])
    await script.close()
    await expect(running).rejects.toMatchObject({ failure: { code: 'SLUICE-STOPPED' } })
    expect(isAlive(pid)).toBe(false)
    await expect(runValues(script, [1])).rejects.toMatchObject({ failure: { code: 'SLUICE-STOPPED' } })
  })

  it('are gone when the host is closed, those that are only starting too', async () => {
    await load('return message')
    const late = expect(load('return message')).rejects.toMatchObject({ failure: { code: 'SLUICE-STOPPED' } })
    await host.close()
    await late
    expect(scriptChildren()).toEqual([])
  })

  it.each([
    ['waits', 'console.log("pid")\nawait new Promise(() => {})'],
    ['loops', 'console.log("pid")\nwhile (true) {}'],
  ])('are gone soon after this one was killed, even when code %s', async (_what, source) => {
    const program = fileURLToPath(new URL('testing/hold-script.ts', import.meta.url))
    const parent = spawn(process.execPath, ['--no-warnings', program, source], { stdio: ['ignore', 'pipe', 'inherit'] })
    const [line] = (await once(parent.stdout, 'data')) as [Buffer]
    const pid = Number(/pid (\d+)/.exec(String(line))?.[1])
    expect(isAlive(pid)).toBe(true)
    parent.kill('SIGKILL')
    await whenGone(pid, 5_000)
  })
})
