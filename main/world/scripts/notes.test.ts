import { PassThrough } from 'node:stream'
import { expect, it } from 'vitest'
import { LastNote, Tail } from './notes.ts'

it('knows the last whole note, however the text is cut', () => {
  const stream = new PassThrough()
  const notes = new LastNote(stream)
  expect(notes.last).toBeNull()
  for (const piece of ['working 1 0\nwork', 'ing 1 ', '12\nexit 2']) {
    stream.write(piece)
    stream.read()
  }
  expect(notes.last).toEqual({ word: 'working', batch: 1, index: 12 })
  stream.write(' 3\n')
  expect(notes.last).toEqual({ word: 'exit', batch: 2, index: 3 })
})

it('takes nothing that is no note', () => {
  const stream = new PassThrough()
  const notes = new LastNote(stream)
  stream.write('\nhello\n')
  expect(notes.last).toBeNull()
})

it('keeps the end of a long text', () => {
  const stream = new PassThrough()
  const tail = new Tail(stream, 5)
  stream.write('123')
  stream.write('45678')
  expect(tail.text).toBe('45678')
})
