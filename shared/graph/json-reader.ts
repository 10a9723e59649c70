/**
 * Reads JSON and remembers where everything stands. Stricter than `JSON.parse`, because what is read here is shown, edited
 * and saved again: a key may stand only once, numbers must survive exactly, and depth is capped.
 */

/** A position in the text for a value, and for everything inside it. */
export interface Mark {
  /** 0-based, in UTF-16 code units. */
  readonly offset: number
  readonly members: ReadonlyMap<string | number, Mark> | null
}

export interface JsonProblem {
  readonly code: string
  readonly message: string
  /** 0-based, in UTF-16 code units. */
  readonly offset: number
}

export type JsonReading =
  | { readonly value: unknown; readonly mark: Mark; readonly problem?: undefined }
  | { readonly problem: JsonProblem }

export interface JsonLimits {
  /** Objects and lists inside each other, at most. */
  readonly depth: number
}

/** Never throws. Stops at the first problem. A byte order mark in front is skipped. */
export function readJson(text: string, limits: JsonLimits): JsonReading {
  try {
    return new JsonReader(text, limits).document()
  } catch (stop) {
    if (stop instanceof Stop) return { problem: stop.problem }
    throw stop
  }
}

/** Unwinds the recursion; never leaves this file. */
class Stop {
  readonly problem: JsonProblem

  constructor(code: string, message: string, offset: number) {
    this.problem = { code, message, offset }
  }
}

interface Read {
  readonly value: unknown
  readonly mark: Mark
}

const refusedKeys: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])
const numberPattern = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const wordPattern = /[A-Za-z_$][\w$]*/y
const longestNumber = 400
const words: Readonly<Record<string, unknown>> = { true: true, false: false, null: null }

class JsonReader {
  readonly #text: string
  readonly #limits: JsonLimits
  #at = 0
  #depth = 0

  constructor(text: string, limits: JsonLimits) {
    this.#text = text
    this.#limits = limits
  }

  document(): Read {
    if (this.#text.charCodeAt(0) === 0xfeff) this.#at = 1
    this.#space()
    if (this.#at === this.#text.length) throw this.#wrong('the file is empty')
    const read = this.#value()
    this.#space()
    if (this.#at < this.#text.length)
      throw this.#wrong(`the document has ended, but more text follows: ${this.#found()}`)
    return read
  }

  #value(): Read {
    const offset = this.#at
    const first = this.#text[offset]
    if (first === '{') return this.#nested(() => this.#object(offset))
    if (first === '[') return this.#nested(() => this.#list(offset))
    if (first === '"') return { value: this.#string(), mark: { offset, members: null } }
    if (first === '-' || (first !== undefined && first >= '0' && first <= '9')) {
      return { value: this.#number(), mark: { offset, members: null } }
    }
    return { value: this.#word(), mark: { offset, members: null } }
  }

  #nested(read: () => Read): Read {
    this.#depth += 1
    if (this.#depth > this.#limits.depth) {
      const message = `Objects and lists are nested more than ${this.#limits.depth} deep. Flatten this part of the file.`
      throw new Stop('SLUICE-FILE-TOO-DEEP', message, this.#at)
    }
    const result = read()
    this.#depth -= 1
    return result
  }

  #object(offset: number): Read {
    const value: Record<string, unknown> = {}
    const members = new Map<string | number, Mark>()
    this.#at += 1
    this.#space()
    if (this.#skip('}')) return { value, mark: { offset, members } }
    do {
      this.#space()
      const key = this.#key(members)
      const read = this.#value()
      value[key] = read.value
      members.set(key, read.mark)
      this.#space()
    } while (this.#another('}'))
    return { value, mark: { offset, members } }
  }

  #list(offset: number): Read {
    const value: unknown[] = []
    const members = new Map<string | number, Mark>()
    this.#at += 1
    this.#space()
    if (this.#skip(']')) return { value, mark: { offset, members } }
    do {
      this.#space()
      const read = this.#value()
      members.set(value.length, read.mark)
      value.push(read.value)
      this.#space()
    } while (this.#another(']'))
    return { value, mark: { offset, members } }
  }

  #key(known: ReadonlyMap<string | number, Mark>): string {
    const offset = this.#at
    if (this.#text[offset] !== '"') throw this.#wrong(`a key in double quotes must stand here, found ${this.#found()}`)
    const key = this.#string()
    if (refusedKeys.has(key)) {
      throw new Stop(
        'SLUICE-FILE-KEY',
        `The key "${key}" is refused, since it could change how programs behave. Rename it.`,
        offset,
      )
    }
    if (known.has(key)) {
      throw new Stop(
        'SLUICE-FILE-KEY-TWICE',
        `The key ${JSON.stringify(excerpt(key))} stands here for the second time. Keep one.`,
        offset,
      )
    }
    this.#space()
    if (!this.#skip(':')) throw this.#wrong(`a colon must follow the key, found ${this.#found()}`)
    this.#space()
    return key
  }

  /** After a member: true when a comma announces the next one, false when the object or list ends. */
  #another(end: '}' | ']'): boolean {
    if (this.#skip(end)) return false
    const comma = this.#at
    if (!this.#skip(',')) throw this.#wrong(`a comma or ${end} must follow, found ${this.#found()}`)
    this.#space()
    if (this.#text[this.#at] === end) throw this.#wrong(`the comma before ${end} is one too many`, comma)
    return true
  }

  #string(): string {
    const offset = this.#at
    let escaped = false
    for (let at = offset + 1; at < this.#text.length; at += 1) {
      const code = this.#text.charCodeAt(at)
      if (code === 0x22) {
        this.#at = at + 1
        return escaped ? this.#unescape(offset) : this.#text.slice(offset + 1, at)
      }
      if (code === 0x5c) {
        escaped = true
        at += 1
      } else if (code < 0x20) {
        throw this.#wrong('the text that starts here is not closed on its line (a line break is written \\n)', offset)
      }
    }
    throw this.#wrong('the text that starts here is not closed', offset)
  }

  #unescape(offset: number): string {
    try {
      return JSON.parse(this.#text.slice(offset, this.#at)) as string
    } catch {
      throw this.#wrong(
        'the text that starts here has a backslash that means nothing (write \\\\ for one backslash)',
        offset,
      )
    }
  }

  #number(): number {
    numberPattern.lastIndex = 0
    const written = numberPattern.exec(this.#text.slice(this.#at, this.#at + longestNumber))?.[0]
    if (written === undefined) throw this.#wrong(`a number must stand here, found ${this.#found()}`)
    const value = written.length < longestNumber ? Number(written) : Number.NaN
    const losesDigits = /^-?[1-9]\d*$/.test(written) && String(value) !== written
    if (!Number.isFinite(value) || losesDigits) {
      const message = `The number ${excerpt(written)} cannot be kept exactly. Write it as text, in double quotes.`
      throw new Stop('SLUICE-FILE-NUMBER', message, this.#at)
    }
    this.#at += written.length
    return value === 0 ? 0 : value
  }

  #word(): unknown {
    wordPattern.lastIndex = this.#at
    const word = wordPattern.exec(this.#text)?.[0]
    if (word === undefined || !Object.hasOwn(words, word))
      throw this.#wrong(`a value must stand here, found ${this.#found()}`)
    this.#at += word.length
    return words[word]
  }

  #skip(sign: string): boolean {
    if (this.#text[this.#at] !== sign) return false
    this.#at += 1
    return true
  }

  #space(): void {
    for (; ; this.#at += 1) {
      const code = this.#text.charCodeAt(this.#at)
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return
    }
  }

  #found(): string {
    if (this.#at >= this.#text.length) return 'the end of the file'
    if (this.#text.startsWith('//', this.#at) || this.#text.startsWith('/*', this.#at))
      return 'a comment (JSON has none)'
    if (this.#text[this.#at] === "'") return "' (texts stand in double quotes)"
    return `\`${excerpt(this.#text.slice(this.#at, this.#at + 40))}\``
  }

  #wrong(what: string, offset = this.#at): Stop {
    const around = excerpt(this.#text.slice(Math.max(0, offset - 20), offset + 20))
    return new Stop('SLUICE-FILE-JSON', `This is not valid JSON: ${what}. Around here: \`${around}\``, offset)
  }
}

/** One short printable line. */
function excerpt(text: string): string {
  const line = text.replace(/[\s\p{C}]+/gu, ' ').trim()
  return line.length > 40 ? `${line.slice(0, 39)}…` : line
}
