import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type TapRow, tapRowSchema } from '../../shared/run/tap.ts'
import { runCli } from './testing/run-cli.ts'
import { startInTerminal, type TerminalCli, whyNoTerminal } from './testing/terminal.ts'

const reason = whyNoTerminal()
if (reason !== null) process.stderr.write(`Nothing is asked in a terminal, its tests are skipped: ${reason}.\n`)

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-produce-'))
})
afterEach(() => rm(folder, { recursive: true }))

/** Answers each question when it stands there. */
async function answer(
  cli: TerminalCli,
  answers: readonly (readonly [question: RegExp, answer: string])[],
): Promise<void> {
  for (const [question, text] of answers) {
    await cli.sees('stdout', question)
    cli.answer(text)
  }
}

async function tail(topic: string, count: number): Promise<TapRow[]> {
  const data = join(folder, '.sluice', 'data')
  const { stdout } = await runCli(['tail', topic, '--from', 'earliest', '--count', `${count}`, '--data', data])
  const lines = stdout.trimEnd().split('\n')
  return lines.map((line) => tapRowSchema.parse(JSON.parse(line)))
}

describe('sluice produce, called bare', () => {
  it('says what to give when there is no terminal', async () => {
    const result = await runCli(['produce'])
    expect(result).toMatchObject({ code: 2, stdout: '' })
    expect(result.stderr).toMatch(/^Name the topic: sluice produce TOPIC --count 100 --data FOLDER\. /)
  })

  describe.skipIf(reason !== null)('in a terminal', () => {
    it('asks for everything, again after a wrong answer, and writes what it was told', async () => {
      const cli = startInTerminal(['produce'], folder)
      await answer(cli, [
        [/Topic, .*: /, ''],
        [/A topic is needed\.[\s\S]*Topic, .*: /, 'orders'],
        [/What they look like: .*: /, 'fancy'],
        [/from 1 to 4[\s\S]*What they look like: .*: /, 'transaction'],
        [/How many \[100\]: /, 'a dozen'],
        [/whole number from 1 on\.[\s\S]*How many \[100\]: /, '12'],
        [/How many a second, .* \[0\]: /, ''],
        [/Broker: .* \[\.sluice.data\]: /, ''],
        [
          /12 orders go to persistent:\/\/public\/default\/orders on the embedded broker in [\s\S]*Begin, yes or no \[yes\]: /,
          '',
        ],
      ])
      const { code, stdout } = await cli.ended
      expect(code, stdout).toBe(0)
      expect(stdout).toContain('12 messages written to persistent://public/default/orders in ')
      const rows = await tail('orders', 12)
      expect(rows.map((row) => JSON.parse(row.value.text).order_id).at(-1)).toBe('order-000012')
    })

    it('shows how far it is, and ends on Ctrl-C with what has been written so far', async () => {
      const cli = startInTerminal(['produce', '--count', '100000', '--rate', '200'], folder)
      await answer(cli, [
        [/Topic, .*: /, 'slow'],
        [/What they look like: .*: /, ''],
        [/How many \[100000\]: /, ''],
        [/How many a second, .* \[200\]: /, ''],
        [/Broker: .*: /, ''],
        [/Begin, .*: /, 'y'],
      ])
      await cli.sees('stdout', /\d+ of 100,000 written, 0 %/)
      cli.press('\u0003')
      const { code, stdout } = await cli.ended
      expect(code, stdout).toBe(0)
      const written = Number(/([\d,]+) messages written to /.exec(stdout)![1]!.replace(',', ''))
      expect(written).toBeGreaterThan(0)
      expect(written).toBeLessThan(100_000)
      expect(await tail('slow', written)).toHaveLength(written)
    })

    it.each([
      ['Ctrl-C', '\u0003'],
      ['Ctrl-D', '\u0004'],
    ])('writes nothing when %s is the answer', async (_name, key) => {
      const cli = startInTerminal(['produce'], folder)
      await answer(cli, [[/Topic, .*: /, 'orders']])
      await cli.sees('stdout', /What they look like: .*: /)
      cli.press(key)
      const { code, stdout } = await cli.ended
      expect(code).toBe(0)
      expect(stdout).toContain('Nothing was written.')
      expect(await readdir(folder)).toEqual([])
    })
  })
})
