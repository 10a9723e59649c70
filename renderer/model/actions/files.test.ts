import { describe, expect, it, vi } from 'vitest'
import { fail } from '../../../shared/ipc/failure.ts'
import { renamePipeline } from '../commands/document.ts'
import { renameNode } from '../commands/nodes.ts'
import { isUnsaved } from '../document-store.ts'
import { writeDocument } from '../document-text.ts'
import { findNode } from '../lookup.ts'
import { drawing } from '../testing/drawings.ts'
import { testSession } from '../testing/test-session.ts'

const document = drawing({ feed: 'generator', end: 'discard' }, ['feed>end'])
const info = { workspace: 'demo', version: '0.1.0', home: 'browser', openFile: 'orders.sluice.json' } as const
const entry = { path: 'orders.sluice.json', name: 'orders', modifiedAt: 0 }
const nothingAsked = { ...info, openFile: null }
const example = { id: 'getting-started', name: 'Getting started', description: '', text: writeDocument(document) }

function workspace() {
  const save = vi.fn(async ({ path }: { path: string }) => ({ path, revision: 'r2' }))
  const open = async ({ path }: { path: string }) => ({ path, text: writeDocument(document), revision: 'r1' })
  const draft = async (): Promise<{ text: string | null }> => ({ text: null })
  return { info: async () => info, list: async () => [entry], examples: async () => [example], open, save, draft }
}

const engine = { runs: async () => [] }

describe('files', () => {
  it('shows first what the home asks for', async () => {
    const { actions, documents, files } = await testSession(drawing({}), { workspace: workspace(), engine })
    await actions.connected()
    expect(writeDocument(documents.getState().document)).toBe(writeDocument(document))
    expect(documents.getState().file).toEqual({ path: 'orders.sluice.json', revision: 'r1' })
    expect(files.getState().examples).toEqual([example])
  })

  it('opens the getting-started example when nothing is asked for, wherever it stands in the list', async () => {
    const other = { ...example, id: 'a-first', text: writeDocument({ ...document, name: 'Other' }) }
    const home = { ...workspace(), info: async () => nothingAsked, examples: async () => [other, example] }
    const { actions, documents } = await testSession(drawing({}), { workspace: home, engine })
    await actions.connected()
    expect(writeDocument(documents.getState().document)).toBe(writeDocument(document))
    expect(documents.getState().file).toBeNull()
  })

  it('shows the same file again after a reload', async () => {
    const session = await testSession(drawing({}), { workspace: workspace(), engine })
    session.tabMemory.setItem('sluice.file', 'other.sluice.json')
    await session.actions.connected()
    expect(session.documents.getState().file?.path).toBe('other.sluice.json')
    await session.actions.saveAs('third')
    expect(session.tabMemory.getItem('sluice.file')).toBe('third.sluice.json')
  })

  it('puts back what was not saved, in a step that can be undone', async () => {
    const text = writeDocument({ ...document, name: 'Not saved' })
    const { actions, documents } = await testSession(drawing({}), {
      workspace: { ...workspace(), draft: async () => ({ text }) },
      engine,
    })
    await actions.openFile('orders.sluice.json')
    expect(documents.getState().document.name).toBe('Not saved')
    expect(isUnsaved(documents.getState())).toBe(true)
    documents.getState().undo()
    expect(documents.getState().document.name).toBe('Drawing')
  })

  it('does not take the drawing away when the connection comes back', async () => {
    const { actions, documents } = await testSession(drawing({}), { workspace: workspace(), engine })
    await actions.connected()
    documents.getState().apply(renameNode('feed', 'Orders'))
    await actions.connected()
    expect(findNode(documents.getState().document, 'feed')?.name).toBe('Orders')
  })

  it('saves over the revision it opened, and goes on from the one it wrote', async () => {
    const home = workspace()
    const { actions, documents } = await testSession(drawing({}), { workspace: home, engine })
    await actions.openFile('orders.sluice.json')
    documents.getState().apply(renameNode('feed', 'Orders'))
    await actions.save()
    expect(home.save).toHaveBeenCalledWith(expect.objectContaining({ path: 'orders.sluice.json', revision: 'r1' }))
    expect(isUnsaved(documents.getState())).toBe(false)
    await actions.save()
    expect(home.save).toHaveBeenLastCalledWith(expect.objectContaining({ revision: 'r2' }))
  })

  it('gives a new pipeline a free file name and an id made of it', async () => {
    const home = workspace()
    const { actions, documents } = await testSession(drawing({}), { workspace: home, engine })
    await actions.connected()
    actions.newPipeline()
    documents.getState().apply(renamePipeline('Orders'))
    await actions.save()
    expect(home.save).toHaveBeenCalledWith(expect.objectContaining({ path: 'orders-2.sluice.json', revision: null }))
    expect(documents.getState().document.id).toBe('orders-2')
  })

  it('keeps the drawing unsaved and says why when the file was changed by someone else', async () => {
    const save = async () => {
      throw fail('SLUICE-FILE-CHANGED', 'Someone else changed the file.')
    }
    const { actions, documents, told } = await testSession(drawing({}), { workspace: { ...workspace(), save }, engine })
    await actions.openFile('orders.sluice.json')
    documents.getState().apply(renameNode('feed', 'Orders'))
    await actions.save()
    expect(told()).toEqual(['Someone else changed the file.'])
    expect(isUnsaved(documents.getState())).toBe(true)
  })

  it('keeps the last drawing when a text is no pipeline, and says what is wrong with it', async () => {
    const { actions, documents, told } = await testSession(document, { engine })
    actions.importText('{ "format": "sluice/1", ')
    expect(documents.getState().document).toBe(document)
    expect(told()[0]).toMatch(/line 1/)
  })
})

describe('a home that is slow to answer', () => {
  it('does not take away the new pipeline that someone began before it said what to show first', async () => {
    const answer = Promise.withResolvers<typeof nothingAsked>()
    const home = { ...workspace(), info: () => answer.promise }
    const { actions, documents, tabMemory } = await testSession(drawing({}), { workspace: home, engine })
    const connected = actions.connected()
    actions.newPipeline()
    answer.resolve(nothingAsked)
    await connected
    expect(documents.getState().document.nodes).toEqual([])
    expect(tabMemory.getItem('sluice.file')).toBe('')
  })

  it('does not take away what someone drew on the empty canvas before it said what to show first', async () => {
    const answer = Promise.withResolvers<typeof nothingAsked>()
    const home = { ...workspace(), info: () => answer.promise }
    const { actions, documents } = await testSession(document, { workspace: home, engine })
    const connected = actions.connected()
    documents.getState().apply(renameNode('feed', 'Mine'))
    answer.resolve(nothingAsked)
    await connected
    expect(findNode(documents.getState().document, 'feed')?.name).toBe('Mine')
  })

  it('leaves the file on screen that was chosen last, whichever is read first', async () => {
    const answers = { 'a.sluice.json': Promise.withResolvers<void>(), 'b.sluice.json': Promise.withResolvers<void>() }
    const open = async ({ path }: { path: string }) => {
      await answers[path as keyof typeof answers].promise
      return { path, text: writeDocument(document), revision: path }
    }
    const { actions, documents } = await testSession(drawing({}), { workspace: { ...workspace(), open }, engine })
    const opening = [actions.openFile('a.sluice.json'), actions.openFile('b.sluice.json')]
    answers['b.sluice.json'].resolve()
    await opening[1]
    answers['a.sluice.json'].resolve()
    await opening[0]
    expect(documents.getState().file?.path).toBe('b.sluice.json')
    expect(documents.getState().opened).toBe(1)
  })

  it('does not replace an example or a new pipeline by the file that was chosen before it', async () => {
    const answer = Promise.withResolvers<{ path: string; text: string; revision: string }>()
    const home = { ...workspace(), open: () => answer.promise }
    const { actions, documents } = await testSession(drawing({}), { workspace: home, engine })
    const opening = actions.openFile('orders.sluice.json')
    actions.newPipeline()
    answer.resolve({ path: 'orders.sluice.json', text: writeDocument(document), revision: 'r1' })
    await opening
    expect(documents.getState().file).toBeNull()
    expect(documents.getState().document.nodes).toEqual([])
  })

  it('puts no draft back into a file that was opened anew since it was asked for', async () => {
    const answer = Promise.withResolvers<{ text: string | null }>()
    const draft = vi.fn(async (): Promise<{ text: string | null }> => ({ text: null }))
    draft.mockReturnValueOnce(answer.promise)
    const { actions, documents } = await testSession(drawing({}), { workspace: { ...workspace(), draft }, engine })
    const opening = actions.openFile('orders.sluice.json')
    await vi.waitFor(() => expect(draft).toHaveBeenCalled())
    await actions.openFile('orders.sluice.json')
    answer.resolve({ text: writeDocument({ ...document, name: 'Not saved' }) })
    await opening
    expect(documents.getState().document.name).toBe('Drawing')
  })

  it('does not give the file that it saved late to the pipeline that was opened meanwhile', async () => {
    const answer = Promise.withResolvers<{ path: string; revision: string }>()
    const home = { ...workspace(), save: () => answer.promise }
    const { actions, documents, tabMemory } = await testSession(document, { workspace: home, engine })
    const saving = actions.saveAs('orders')
    actions.newPipeline()
    answer.resolve({ path: 'orders.sluice.json', revision: 'r2' })
    await saving
    expect(documents.getState().file).toBeNull()
    expect(tabMemory.getItem('sluice.file')).toBe('')
  })
})
