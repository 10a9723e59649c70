import { expect, it } from 'vitest'
import { drawing, specOf } from '../model/testing/drawings.ts'
import { connectChoices } from './connect-choices.ts'

it('offers possible targets first, nearer ones before farther ones, and says why others are not', () => {
  const document = drawing({ feed: 'generator', keep: 'filter', near: 'discard', far: 'discard' }, [
    'feed>keep',
    'keep>near',
  ])
  const [out, errors] = connectChoices(document, 'keep', specOf)
  expect(out).toMatchObject({
    port: 'out',
    choices: [
      { title: 'far', reason: null },
      { title: 'near', reason: 'These two are already connected.' },
    ],
  })
  expect(errors!.choices.map(({ title, reason }) => [title, reason])).toEqual([
    ['near', null],
    ['far', null],
  ])
})
