import type { Readable } from 'node:stream'

/**
 * Writes what comes from a stream to stdout, whole lines at a time, so that those of several processes never mix. Waits for stdout; when
 * nobody reads that any more, what comes is thrown away. Resolves at the stream's end, its last line written.
 */
export async function passOnLines(stream: Readable): Promise<void> {
  let begun = ''
  stream.setEncoding('utf8')
  for await (const chunk of stream) {
    const text = begun + (chunk as string)
    const end = text.lastIndexOf('\n') + 1
    begun = text.slice(end)
    if (end > 0) await print(text.slice(0, end))
  }
  if (begun !== '') await print(`${begun}\n`)
}

function print(lines: string): Promise<void> {
  return new Promise((resolve) => void process.stdout.write(lines, () => resolve()))
}
