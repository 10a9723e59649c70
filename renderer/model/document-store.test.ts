import { describe, expect, it } from 'vitest'
import { moveNodes, renameNode } from './commands/nodes.ts'
import { canRedo, canUndo, createDocumentStore, isUnsaved } from './document-store.ts'
import { revisionOf } from './history.ts'
import { drawing } from './testing/drawings.ts'

const file = { path: 'a.sluice.json', revision: 'r1' }

describe('the document store', () => {
  it('counts as saved again when undo comes back to what is on disk', () => {
    const store = createDocumentStore(drawing({ feed: 'generator' }))
    const state = store.getState
    state().open(drawing({ feed: 'generator' }), file)
    state().apply(renameNode('feed', 'Orders'))
    state().saved(file, revisionOf(state().history))
    expect(isUnsaved(state())).toBe(false)
    state().undo()
    expect(isUnsaved(state())).toBe(true)
    state().redo()
    expect(isUnsaved(state())).toBe(false)
  })

  it('does not take an edit made while saving for saved', () => {
    const store = createDocumentStore(drawing({ feed: 'generator' }))
    const { apply, saved } = store.getState()
    apply(renameNode('feed', 'A'))
    const written = revisionOf(store.getState().history)
    apply(renameNode('feed', 'B'))
    saved(file, written)
    expect(isUnsaved(store.getState())).toBe(true)
  })

  it('shows which steps undo and redo changed', () => {
    const store = createDocumentStore(drawing({ feed: 'generator', end: 'discard' }))
    store.getState().apply(moveNodes({ end: { x: 5, y: 5 } }))
    expect(store.getState().revealed).toEqual([])
    store.getState().undo()
    expect(store.getState().revealed).toEqual(['end'])
  })

  it('forgets the history of the document before', () => {
    const store = createDocumentStore(drawing({ feed: 'generator' }))
    store.getState().apply(renameNode('feed', 'Orders'))
    store.getState().open(drawing({ other: 'generator' }), null)
    expect(canUndo(store.getState())).toBe(false)
    expect(canRedo(store.getState())).toBe(false)
    expect(isUnsaved(store.getState())).toBe(false)
  })
})
