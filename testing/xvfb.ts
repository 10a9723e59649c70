import type { Readable } from 'node:stream'
import { startHelper } from './helper-process.ts'

export interface Xvfb {
  /** For the environment variable DISPLAY, such as `:1`. */
  readonly display: string
  /** Ends the display; what still shows windows on it is ended by that too. */
  stop(): Promise<void>
}

const START_LIMIT_MS = 15_000

/** Starts a display without a screen, 1600 x 1000, on a number Xvfb finds free. Rejects where Xvfb is missing. */
export async function startXvfb(): Promise<Xvfb> {
  const args = ['-displayfd', '3', '-screen', '0', '1600x1000x24', '-nolisten', 'tcp', '-noreset']
  const helper = await startHelper('Xvfb', args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] })
  const numbers = helper.child.stdio[3] as Readable
  try {
    const number = await firstLine(numbers, helper.exited)
    return { display: `:${number}`, stop: () => helper.stop(5_000) }
  } catch (error) {
    await helper.kill()
    throw error
  } finally {
    numbers.destroy()
  }
}

function firstLine(stream: Readable, exited: Promise<string>): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    const timer = setTimeout(() => reject(new Error('Xvfb does not say which display it took')), START_LIMIT_MS)
    stream.on('data', (chunk) => {
      text += chunk
      if (!text.includes('\n')) return
      clearTimeout(timer)
      resolve(text.trim())
    })
    void exited.then((how) => {
      clearTimeout(timer)
      reject(new Error(`Xvfb did not start: ${how}`))
    })
  })
}
