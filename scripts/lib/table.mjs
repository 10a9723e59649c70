/** What the tables at the end of a suite share: where their cells come from, how a row is set, and footnotes. */

/** @typedef {{ ancestorTitles: string[], title: string, status: string }} Result */

/** Every test of a result file. @param {string} text a JSON report @returns {Result[]} */
export function resultsIn(text) {
  return JSON.parse(text).testResults.flatMap(
    (/** @type {{ assertionResults: Result[] }} */ file) => file.assertionResults,
  )
}

/** One line; widths in characters. @param {string} first @param {readonly string[]} rest @param {{ first: number, rest: number }} widths */
export function row(first, rest, widths) {
  return (
    first.padEnd(widths.first) +
    rest
      .map((text) => text.padEnd(widths.rest))
      .join('')
      .trimEnd()
  )
}

/** Numbers each text once, in the order they come. */
export class Footnotes {
  /** @type {Map<string, number>} */
  #marks = new Map()

  /** @param {string} text */
  mark(text) {
    const mark = this.#marks.get(text) ?? this.#marks.size + 1
    this.#marks.set(text, mark)
    return mark
  }

  get lines() {
    return [...this.#marks].map(([text, mark]) => `${mark}) ${text}`)
  }
}
