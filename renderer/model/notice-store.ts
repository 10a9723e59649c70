import { createStore, type StoreApi } from 'zustand/vanilla'

export interface Notice {
  readonly id: number
  readonly tone: 'info' | 'warning' | 'alarm'
  readonly text: string
}

/** Short messages at the foot of the canvas: what was refused, what was saved, what failed and what to do next. */
export interface NoticeState {
  readonly notices: readonly Notice[]
  /** Something went well. */
  inform(text: string): void
  /** Something was not allowed; said once, then gone. */
  warn(text: string): void
  /** Something failed; said until somebody has seen it. */
  alarm(text: string): void
  dismiss(id: number): void
  /** Something new begins; what was said before is over. */
  clear(): void
}

export type NoticeStore = StoreApi<NoticeState>

/** Notices shown at once; the oldest gives way. */
const most = 3

export function createNoticeStore(): NoticeStore {
  let next = 1
  return createStore<NoticeState>()((set) => {
    const add = (tone: Notice['tone'], text: string) =>
      set(({ notices }) => ({
        notices: [...notices.filter((notice) => notice.text !== text), { id: next++, tone, text }].slice(-most),
      }))
    return {
      notices: [],
      inform: (text) => add('info', text),
      warn: (text) => add('warning', text),
      alarm: (text) => add('alarm', text),
      clear: () => set({ notices: [] }),
      dismiss: (id) => set(({ notices }) => ({ notices: notices.filter((notice) => notice.id !== id) })),
    }
  })
}
