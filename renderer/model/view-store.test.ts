import { describe, expect, it } from 'vitest'
import { createViewStore, type Memory } from './view-store.ts'

function memory(kept?: string): Memory & { text: string | null } {
  return {
    text: kept ?? null,
    getItem() {
      return this.text
    },
    setItem(_key, text) {
      this.text = text
    },
  }
}

describe('the arrangement of the window', () => {
  it('is remembered', () => {
    const kept = memory()
    const { setTheme, resize, toggleLeftPanel } = createViewStore(kept).getState()
    setTheme('dark')
    resize('dock', 300)
    toggleLeftPanel('outline')
    const again = createViewStore(kept).getState()
    expect([again.theme, again.sizes.dock, again.leftPanel]).toEqual(['dark', 300, 'outline'])
  })

  it('starts as usual when the memory is spoilt', () => {
    expect(createViewStore(memory('{"theme":"mauve","sizes":{"dock":"tall"}}')).getState().theme).toBe('system')
    expect(createViewStore(memory('not json')).getState().sizes.dock).toBe(268)
  })

  it('keeps panels within their limits', () => {
    const store = createViewStore(memory())
    store.getState().resize('left', 9_999)
    expect(store.getState().sizes.left).toBe(420)
  })

  it('closes a left panel that is asked for again', () => {
    const store = createViewStore(memory())
    store.getState().toggleLeftPanel('palette')
    expect(store.getState().leftPanel).toBeNull()
  })
})
