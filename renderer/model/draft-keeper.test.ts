import { expect, it, vi } from 'vitest'
import { renameNode } from './commands/nodes.ts'
import { keepDrafts } from './draft-keeper.ts'
import { revisionOf } from './history.ts'
import { drawing } from './testing/drawings.ts'
import { testSession } from './testing/test-session.ts'

const file = { path: 'orders.sluice.json', revision: 'r1' }

it('keeps what is not saved a moment after the last change, and forgets it once it is saved', async () => {
  const saveDraft = vi.fn(async (_: { path: string; text: string | null }) => ({}))
  const { documents, home } = await testSession(drawing({ feed: 'generator' }), { workspace: { saveDraft } })
  vi.useFakeTimers()
  keepDrafts(documents, home)
  documents.getState().open(drawing({ feed: 'generator' }), file)
  documents.getState().apply(renameNode('feed', 'A'))
  documents.getState().apply(renameNode('feed', 'B'))
  await vi.advanceTimersByTimeAsync(1_100)
  expect(saveDraft).toHaveBeenCalledTimes(1)
  expect(saveDraft.mock.lastCall?.[0].text).toContain('"B"')
  documents.getState().saved(file, revisionOf(documents.getState().history))
  await vi.advanceTimersByTimeAsync(1_100)
  expect(saveDraft.mock.lastCall?.[0]).toEqual({ path: file.path, text: null })
  vi.useRealTimers()
})
