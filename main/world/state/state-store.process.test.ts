import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openStateStore } from './state-store.ts'

const script = join(import.meta.dirname, 'testing/keep-saving.ts')
const pipeline = 'orders'
let directory: string
let children: ChildProcess[]

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sluice-state-'))
  children = []
})

afterEach(async () => {
  for (const child of children) await kill(child)
  await rm(directory, { recursive: true, force: true })
})

function startSaving() {
  const child = spawn(process.execPath, [script, directory, pipeline], { stdio: ['ignore', 'pipe', 'inherit'] })
  children.push(child)
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (chunk) => {
    text += chunk
  })
  const closed = once(child, 'close')
  return { child, closed, lines: () => text.split('\n').slice(0, -1) }
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGKILL')
  await exited
}

const untilItSays = (lines: () => string[], word: string) =>
  expect.poll(() => lines().some((line) => line.startsWith(word)), { timeout: 20_000 }).toBe(true)

describe('states in a file', () => {
  it('are refused while another process has them, naming that process and what to do', async () => {
    const { child, lines } = startSaving()
    await untilItSays(lines, 'open')
    await expect(openStateStore({ directory, pipeline })).rejects.toMatchObject({
      failure: {
        code: 'SLUICE-STATE-IN-USE',
        message: expect.stringContaining(`in use by process ${child.pid}. Stop that run first`),
      },
    })
    await (await openStateStore({ directory, pipeline: 'another' })).close()
  })

  it('are refused to another process while this one has them', async () => {
    const store = await openStateStore({ directory, pipeline })
    const { closed, lines } = startSaving()
    await closed
    expect(lines()).toEqual([expect.stringContaining(`SLUICE-STATE-IN-USE`)])
    expect(lines()[0]).toContain(`process ${process.pid}`)
    await store.close()
  })

  it('are what the last epoch left when their process is killed, and free at once', { timeout: 120_000 }, async () => {
    let last = 0
    for (let round = 0; round < 8; round++) {
      const { child, closed, lines } = startSaving()
      await untilItSays(lines, 'saved')
      await pause(20 + round * 13)
      await kill(child)
      await closed
      const said = Number(lines().at(-1)?.split(' ')[1])
      const store = await openStateStore({ directory, pipeline })
      const { epoch } = await store.contents()
      const states = new Map((await store.load('n')).map(({ key, state }) => [key, state]))
      await store.close()
      expect(said).toBeGreaterThan(last)
      // One more may have been saved than it could say.
      expect([said, said + 1]).toContain(epoch)
      for (let number = Math.max(1, epoch - 99); number <= epoch; number++) {
        expect(states.get(`k${number % 100}`)).toBe(number)
      }
      expect(states.get('last')).toBe(epoch)
      last = epoch
    }
  })
})
