/** A consumer, producer or reader on its way. Closing it twice is harmless. */
export interface Part {
  open(): Promise<void>
  close(): Promise<void>
}

/** What was opened from a broker and is not closed: closing the broker closes it. */
export class OpenParts {
  readonly #parts = new Set<Part>()

  /** Opens it; when that fails nothing of it stays open. Closing the part takes it off the list. */
  async open<P extends Part>(part: P): Promise<P> {
    const close = part.close.bind(part)
    part.close = () => {
      this.#parts.delete(part)
      return close()
    }
    this.#parts.add(part)
    try {
      await part.open()
      return part
    } catch (error) {
      await part.close()
      throw error
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.#parts].map((part) => part.close()))
  }
}
