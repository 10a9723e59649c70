import { describe, expect, it } from 'vitest'
import type { ExampleMessage } from '../../../shared/operators/define.ts'
import { spec as sinkSpec } from '../../../shared/operators/file-sink.ts'
import { spec as sourceSpec } from '../../../shared/operators/file-source.ts'
import { runGraph, runOperator } from '../testing/harness.ts'
import { createManualClock, settle } from '../testing/manual-clock.ts'
import { createMemoryFiles, type MemoryFiles } from '../testing/memory-files.ts'

const read = (text: string, config: Record<string, unknown> = {}, clock = createManualClock()) =>
  runOperator('file-source', { path: 'in', ...config }, [], {
    world: { files: createMemoryFiles({ in: text }) },
    clock,
  })

function write(files: MemoryFiles, input: readonly ExampleMessage[], config: Record<string, unknown>) {
  return runGraph(
    {
      nodes: [
        { id: 'read', operator: 'test-feed' },
        { id: 'write', operator: 'file-sink', config },
        { id: 'bad', operator: 'test-collect' },
      ],
      edges: ['read.out>write.in', 'write.errors>bad.in'],
    },
    { feed: { read: input }, world: { files } },
  )
}

describe('file-source', () => {
  it('reads a JSON value a line, also across pieces and characters of several bytes', async () => {
    const { outputs, ledger } = await read('{"a":"grüezi 😀"}\n\n[1,2]\n9007199254740993')
    expect(outputs.out?.map(({ value }) => value)).toEqual([{ a: 'grüezi 😀' }, [1, 2], 9007199254740993n])
    expect(ledger).toMatchObject({ received: 3, delivered: 3 })
  })

  it('reads CSV by the names of its header', async () => {
    const { outputs } = await read('id,note\n1,"a, b\nc"\n2,\n', { format: 'csv' })
    expect(outputs.out?.map(({ value }) => value)).toEqual([
      { id: '1', note: 'a, b\nc' },
      { id: '2', note: '' },
    ])
  })

  it('reads lines as they are, empty ones too', async () => {
    const { outputs } = await read('a\n\n b ', { format: 'lines' })
    expect(outputs.out?.map(({ value }) => value)).toEqual(['a', '', ' b '])
  })

  it('sends a row it cannot read to errors, with its line and the row as it stands there', async () => {
    const { outputs } = await read('1\n{oops\n3')
    expect(outputs.out?.map(({ value }) => value)).toEqual([1, 3])
    expect(new TextDecoder().decode(outputs.errors?.[0]?.value as Uint8Array)).toBe('{oops')
    expect(outputs.errors?.[0]?.failure?.message).toContain('Line 2 of in:')
    const csv = await read('a,b\n1\n', { format: 'csv' })
    expect(csv.outputs.errors?.[0]?.failure).toMatchObject({ code: 'SLUICE-FILE-CSV' })
    const long = await read(`${'x'.repeat(200)}\n1`, { maxLineLength: 100 })
    expect(long.outputs.errors?.[0]?.failure).toMatchObject({ code: 'SLUICE-FILE-LINE' })
  })

  it('gives keys and event times by expressions', async () => {
    const config = { key: 'value.id', eventTime: 'value.at' }
    const { outputs } = await read('{"id":"a","at":5}\n{"id":7,"at":5}\n{"id":"b","at":"x"}', config)
    expect(outputs.out?.map(({ key, eventTime }) => [key, eventTime])).toEqual([['a', 5]])
    expect(outputs.errors?.map(({ failure }) => failure?.code)).toEqual(['SLUICE-KEY-NOT-TEXT', 'SLUICE-MESSAGE-TIME'])
  })

  it('reads the file as often as it is told', async () => {
    const { outputs } = await read('1\n2', { repeat: 3 })
    expect(outputs.out?.map(({ value }) => value)).toEqual([1, 2, 1, 2, 1, 2])
  })

  it('plays rows as they happened, at the speed it is told', async () => {
    const clock = createManualClock()
    const began = clock.now()
    const config = { pace: 'event-time', eventTime: 'value', speed: 2 }
    const { outputs } = await read('1000\n3000\n9000', config, clock)
    expect(outputs.out).toHaveLength(3)
    expect(outputs.out?.map(({ origin }) => origin.publishTime)).toHaveLength(3)
    expect(clock.now() - began).toBeGreaterThanOrEqual(4_000)
    expect(clock.now() - began).toBeLessThan(4_500)
  })

  it('does not start without its file', async () => {
    const { failure } = await runOperator('file-source', { path: 'none' }, [], {
      world: { files: createMemoryFiles() },
    })
    expect(failure).toMatchObject({ code: 'SLUICE-FILE-MISSING' })
  })

  it('asks where the event time stands', () => {
    expect(sourceSpec.config.safeParse({ path: 'a', pace: 'event-time' }).error?.issues[0]?.path).toEqual(['eventTime'])
  })
})

describe('file-sink', () => {
  it('appends rows in order, and delivers after they were made to last', async () => {
    const files = createMemoryFiles({ out: 'before\n' })
    const input = Array.from({ length: 100 }, (_, index) => ({ value: { index } }))
    const { ledger } = await write(files, input, { path: 'out' })
    expect(files.texts.get('out')).toBe(`before\n${input.map(({ value }) => `${JSON.stringify(value)}\n`).join('')}`)
    expect(files.synced).toBeGreaterThan(0)
    expect(ledger).toMatchObject({ received: 100, delivered: 100 })
  })

  it('spreads messages over files, and lets no value lead out of the folder', async () => {
    const files = createMemoryFiles()
    await write(
      files,
      ['a', '../b', '..', 'c/d'].map((tenant) => ({ value: { tenant } })),
      { path: 'out/{value.tenant}.txt' },
    )
    expect([...files.texts.keys()]).toEqual(['out/a.txt', 'out/___b.txt', 'out/__.txt', 'out/c_d.txt'])
  })

  it('keeps no more files open than it may', async () => {
    const files = createMemoryFiles()
    const input = Array.from({ length: 60 }, (_, index) => ({ value: index }))
    const { ledger } = await write(files, input, { path: '{value % 20}.txt', maxOpenFiles: 2 })
    expect(files.texts.size).toBe(20)
    expect(files.texts.get('3.txt')).toBe('3\n23\n43\n')
    expect(ledger).toMatchObject({ delivered: 60 })
  })

  it('opens a file again only when it is closed, and keeps the order of its rows', async () => {
    const memory = createMemoryFiles()
    const open: string[] = []
    const most = { open: 0 }
    const files: MemoryFiles = {
      ...memory,
      async append(path) {
        open.push(path)
        most.open = Math.max(most.open, open.length)
        const writer = await memory.append(path)
        return {
          ...writer,
          size: 0,
          async write(bytes) {
            await settle()
            await writer.write(bytes)
          },
          close: async () => void open.splice(open.indexOf(path), 1),
        }
      },
    }
    const input = Array.from({ length: 12 }, (_, index) => ({ value: index }))
    await write(files, input, { path: '{value % 3}.txt', maxOpenFiles: 1 })
    expect(memory.texts.get('1.txt')).toBe('1\n4\n7\n10\n')
    expect({ open, most }).toEqual({ open: [], most: { open: 1 } })
  })

  it('writes on when a file it had to close could not be closed', async () => {
    const memory = createMemoryFiles()
    const files: MemoryFiles = {
      ...memory,
      append: async (path) => ({
        ...(await memory.append(path)),
        size: 0,
        close: () => (path === '0.txt' ? Promise.reject(new Error('the disk is gone')) : Promise.resolve()),
      }),
    }
    const { ledger, warnings } = await write(files, [{ value: 0 }, { value: 1 }], {
      path: '{value}.txt',
      maxOpenFiles: 1,
    })
    expect(ledger).toMatchObject({ delivered: 2 })
    expect(warnings).toEqual([expect.stringContaining('"0.txt" could not be closed: the disk is gone')])
  })

  it('names the columns of a CSV file once', async () => {
    const files = createMemoryFiles()
    const config = { path: 'out.csv', format: 'csv', columns: ['id', 'who.name'] }
    await write(files, [{ value: { id: 1, who: { name: 'a, b' } } }], config)
    await write(files, [{ value: { id: 2 } }], config)
    expect(files.texts.get('out.csv')).toBe('id,who.name\n1,"a, b"\n2,\n')
  })

  it('writes whole messages that a file source reads again', async () => {
    const files = createMemoryFiles()
    const input = [
      { value: { a: 1 }, key: 'k', properties: { p: 'q' }, eventTime: 7, topic: 't' },
      { value: new Uint8Array([0, 255]) },
    ]
    await write(files, input, { path: 'in', format: 'messages' })
    const { outputs } = await read(files.texts.get('in') ?? '', { format: 'messages' })
    expect(outputs.out?.[0]).toMatchObject(input[0] ?? {})
    expect(outputs.out?.[1]?.value).toEqual(new Uint8Array([0, 255]))
  })

  it('puts a file aside that has grown', async () => {
    const files = createMemoryFiles()
    for (let round = 0; round < 3; round++)
      await write(files, [{ value: 'x'.repeat(20) }], { path: 'a/o.txt', rotateBytes: 10 })
    expect([...files.texts.keys()].sort()).toEqual(['a/o.1.txt', 'a/o.2.txt', 'a/o.3.txt'])
  })

  it('refuses a text with line breaks as a line', async () => {
    const result = await write(createMemoryFiles(), [{ value: 'a\nb' }], { path: 'o', format: 'lines' })
    expect(result.outputs('bad').map(({ failure }) => failure?.code)).toEqual(['SLUICE-FILE-ROW'])
  })

  it('asks for the columns of a CSV file', () => {
    expect(sinkSpec.config.safeParse({ path: 'a', format: 'csv' }).error?.issues[0]?.message).toContain('columns')
  })
})
