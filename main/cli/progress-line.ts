/** One line of a terminal that is written over and over. */
export interface ProgressLine {
  show(done: number, total: number): void
  /** Takes the line away. */
  clear(): void
}

const leastBetween = 200

/** On stderr, where that is a terminal; nothing elsewhere. */
export function progressLine(stream: NodeJS.WriteStream = process.stderr): ProgressLine {
  if (!stream.isTTY) return { show: () => {}, clear: () => {} }
  let shownAt = 0
  return {
    show: (done, total) => {
      const now = Date.now()
      if (now - shownAt < leastBetween) return
      shownAt = now
      const percent = Math.floor((done / total) * 100)
      stream.write(
        `\r${done.toLocaleString('en-US')} of ${total.toLocaleString('en-US')} written, ${percent} %\u001b[K`,
      )
    },
    clear: () => {
      if (shownAt > 0) stream.write('\r\u001b[K')
    },
  }
}
